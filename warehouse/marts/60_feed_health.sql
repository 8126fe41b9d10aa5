create or replace view feed_health as
with last_poll as (
    select
        feed_poll.*,
        row_number() over (partition by feed_url order by polled_at desc, run_id desc) as place
    from feed_poll
),
failed as (
    select
        feed_url,
        count(*) as failed_pages
    from page_failure
    group by feed_url
),
stored as (
    select
        feed_url,
        count(*) as articles
    from article
    group by feed_url
)
select
    feed.name,
    feed.feed_url,
    feed.kind,
    feed.watched,
    last_poll.outcome,
    last_poll.reason,
    last_poll.http_status,
    feed.last_polled_at,
    feed.last_answered_at,
    feed.last_new_at,
    feed.expected_gap_days,
    coalesce(stored.articles, 0) as articles,
    coalesce(failed.failed_pages, 0) as failed_pages
from feed
left join last_poll on last_poll.feed_url = feed.feed_url and last_poll.place = 1
left join failed on failed.feed_url = feed.feed_url
left join stored on stored.feed_url = feed.feed_url;
comment on view feed_health is 'One row a feed: what its last poll gave, and what it has given so far.';
comment on column feed_health.name is 'The outlet''s name.';
comment on column feed_health.feed_url is 'Address of the feed.';
comment on column feed_health.kind is 'The outlet''s kind.';
comment on column feed_health.watched is 'Whether the watchlist still holds it.';
comment on column feed_health.outcome is 'Outcome of the last poll: fresh, quiet, unchanged, stale, rate-limited, blocked, moved, gone or broken.';
comment on column feed_health.reason is 'Why, where that is a failure.';
comment on column feed_health.http_status is 'Status of the last answer.';
comment on column feed_health.last_polled_at is 'When it was last asked (UTC).';
comment on column feed_health.last_answered_at is 'When it last answered as a feed should (UTC).';
comment on column feed_health.last_new_at is 'When it last announced something new (UTC).';
comment on column feed_health.expected_gap_days is 'Days of silence after which it reads as stale.';
comment on column feed_health.articles is 'Articles stored from it.';
comment on column feed_health.failed_pages is 'Articles announced and not read.';
