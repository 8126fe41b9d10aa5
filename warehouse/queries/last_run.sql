select
    polled_at,
    watchlist_version,
    parser_version,
    model_version
from run
where status = 'completed'
order by polled_at desc, started_at desc
limit 1;
