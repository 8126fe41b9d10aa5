create or replace view feed_health as
with failed as (
    select
        feed_url,
        count(*) as failed_pages
    from (
        select feed_url
        from page_failure
        where first_failed_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
        union all
        select feed_url
        from page_failure_past
        where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
            and replaced_at > coalesce(getvariable('as_of')::timestamptz, 'infinity')
    )
    group by feed_url
),
stored as (
    select
        feed_url,
        count(*) as articles
    from article_known
    group by feed_url
),
-- How each feed stands now; as of a moment, how its last poll left it then.
standing as (
    select
        feed_url,
        outcome,
        reason,
        failures,
        last_polled_at,
        last_answered_at,
        last_new_at,
        usual_gap_days,
        longest_gap_days,
        due_at,
        resume_at,
        asked_url
    from feed
    where getvariable('as_of') is null
    union all
    select
        feed_url,
        outcome,
        reason,
        failures,
        polled_at,
        last_answered_at,
        last_new_at,
        usual_gap_days,
        longest_gap_days,
        due_at,
        resume_at,
        asked_url
    from polls
    where getvariable('as_of') is not null
        and asked
    qualify row_number() over (partition by feed_url order by polled_at desc, run_id) = 1
)
select
    feeds.name,
    feeds.feed_url,
    feeds.kind,
    feeds.watched,
    standing.outcome,
    standing.reason,
    coalesce(standing.failures, 0) as failures,
    standing.last_polled_at,
    standing.last_answered_at,
    standing.last_new_at,
    feeds.expected_gap_days,
    standing.usual_gap_days,
    standing.longest_gap_days,
    standing.due_at,
    standing.resume_at,
    standing.asked_url,
    coalesce(stored.articles, 0) as articles,
    coalesce(failed.failed_pages, 0) as failed_pages
from feeds
left join standing on standing.feed_url = feeds.feed_url
left join failed on failed.feed_url = feeds.feed_url
left join stored on stored.feed_url = feeds.feed_url;
comment on view feed_health is 'One row a feed: what its last poll gave, and what it has given so far.';
comment on column feed_health.name is 'The outlet''s name.';
comment on column feed_health.feed_url is 'Address of the feed.';
comment on column feed_health.kind is 'The outlet''s kind.';
comment on column feed_health.watched is 'Whether the watchlist still holds it.';
comment on column feed_health.outcome is 'Outcome of the last poll that asked it: fresh, quiet, unchanged, stale, rate-limited, blocked, moved, gone or broken.';
comment on column feed_health.reason is 'Why, where that is a failure.';
comment on column feed_health.failures is 'Polls in a row that failed.';
comment on column feed_health.last_polled_at is 'When it was last asked (UTC).';
comment on column feed_health.last_answered_at is 'When it last answered as a feed should (UTC).';
comment on column feed_health.last_new_at is 'When it last announced something new (UTC).';
comment on column feed_health.expected_gap_days is 'Days of silence that the watchlist expects at most; it reads as stale after them while longest_gap_days is not known.';
comment on column feed_health.usual_gap_days is 'Median of the days between its entries; null while there are too few to tell.';
comment on column feed_health.longest_gap_days is 'Days that nineteen of twenty gaps between its last entries stay below; it reads as stale after twice that, once it is known.';
comment on column feed_health.due_at is 'When a scheduled run asks it again (UTC).';
comment on column feed_health.resume_at is 'Not to be asked before this time (UTC), by the site''s wish or because it is gone; null where it may be.';
comment on column feed_health.asked_url is 'Address it is asked at since repeated permanent redirects moved it; null: feed_url.';
comment on column feed_health.articles is 'Articles stored from it.';
comment on column feed_health.failed_pages is 'Articles announced and not read.';
