-- The gaps between a feed's last thirty entries, by the times they give themselves; of those without one, by when they were first seen.
update feed
set
    usual_gap_days = rhythm.usual,
    longest_gap_days = rhythm.longest
from (
    with moment as (
        select distinct least(coalesce(published_at, first_seen_at), first_seen_at) as moment_at
        from entry
        where feed_url = $feed_url
        order by moment_at desc
        limit 31
    ),
    gap as (
        select date_diff('second', lag(moment_at) over (order by moment_at), moment_at) / 86400.0 as days
        from moment
    )
    select
        case when count(days) >= 5 then median(days) end as usual,
        case when count(days) >= 10 then quantile_cont(days, 0.95) end as longest
    from gap
) as rhythm
where feed.feed_url = $feed_url;
