-- What was looked for, and with what
select
    topic,
    topic_expression,
    topic_least,
    watchlist_version,
    parser_version,
    model_version,
    polled_at
from run
where status = 'completed'
    and polled_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity'::timestamptz)
order by polled_at desc, started_at desc
limit 1;
