select
    watchlist_version,
    parser_version,
    model_version
from runs
where status = 'completed'
order by polled_at desc, started_at desc
limit 1;
