-- What was looked for, and with what
select
    topic,
    topic_expression,
    topic_least,
    watchlist_version,
    parser_version,
    model_version,
    polled_at
from runs
where status = 'completed'
order by polled_at desc, started_at desc
limit 1;
