-- The last moment, up to the given one, at which a run or a new reading ended, and what was in force then. A replay stands for its own moments.
with moment as (
    select
        case when replayed then polled_at else coalesce(ended_at, polled_at) end as known_at,
        started_at,
        watchlist_version,
        parser_version,
        model_version
    from run
    where status = 'completed'
    union all
    select
        ended_at,
        started_at,
        watchlist_version,
        parser_version,
        model_version
    from reparse
)
select
    known_at,
    watchlist_version,
    parser_version,
    model_version
from moment
where known_at <= coalesce($as_of::timestamptz, 'infinity'::timestamptz)
order by known_at desc, started_at desc
limit 1;
