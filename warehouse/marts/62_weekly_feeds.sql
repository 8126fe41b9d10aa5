-- The polls that collect a week: from its Monday to the end of the Monday after.
create or replace view weekly_feeds as
with span as (
    select
        strftime(starts_at, '%G-W%V') as week,
        starts_at at time zone 'UTC' as starts_at,
        (starts_at + interval 8 days) at time zone 'UTC' as ends_at
    from (
        select unnest(generate_series(
            date_trunc('week', min(polled_at) at time zone 'UTC') - interval 7 days,
            max(polled_at) at time zone 'UTC',
            interval 7 days
        )) as starts_at
        from runs
    )
),
polled as (
    select
        span.week,
        polls.feed_url,
        arg_max(polls.outcome, (polls.polled_at, polls.run_id)) as outcome,
        arg_max(coalesce(polls.reason, ''), (polls.polled_at, polls.run_id)) as reason,
        count(*) as polls,
        count(*) filter (polls.outcome in ('rate-limited', 'blocked', 'gone', 'broken')) as failed_polls
    from polls
    join span on polls.polled_at >= span.starts_at and polls.polled_at < span.ends_at
    group by span.week, polls.feed_url
),
collected as (
    select
        week,
        feed_url,
        count(*) as articles
    from articles
    group by week, feed_url
),
-- Both above one another and not side by side: a join of all their rows would leave no way to read those of one week alone.
fared as (
    select
        week,
        feed_url,
        max(outcome) as outcome,
        max(reason) as reason,
        max(polls) as polls,
        max(failed_polls) as failed_polls,
        max(articles) as articles
    from (
        select
            week,
            feed_url,
            outcome,
            reason,
            polls,
            failed_polls,
            null as articles
        from polled
        union all
        select
            week,
            feed_url,
            null,
            null,
            null,
            null,
            articles
        from collected
    )
    group by week, feed_url
)
select
    fared.week,
    feeds.name,
    feeds.feed_url,
    feeds.watched,
    case
        when fared.polls is null then 'not asked'
        when fared.outcome in ('rate-limited', 'blocked', 'gone', 'broken') then
            case when 2 * fared.failed_polls >= fared.polls then 'missing' else 'interrupted' end
        when 2 * fared.failed_polls >= fared.polls then 'interrupted'
        when fared.outcome = 'stale' then 'stale'
        else 'answering'
    end as condition,
    fared.outcome,
    nullif(fared.reason, '') as reason,
    coalesce(fared.polls, 0) as polls,
    coalesce(fared.failed_polls, 0) as failed_polls,
    coalesce(fared.articles, 0) as articles
from fared
join feeds using (feed_url);
comment on view weekly_feeds is 'One row a week and feed: how it answered the polls that collected the week, from its Monday to the end of the Monday after.';
comment on column weekly_feeds.week is 'ISO week.';
comment on column weekly_feeds.name is 'The outlet''s name.';
comment on column weekly_feeds.feed_url is 'Address of the feed.';
comment on column weekly_feeds.watched is 'Whether the watchlist still holds it.';
comment on column weekly_feeds.condition is 'answering; stale (silent for longer than expected); interrupted (failed some of the time); missing (at least half of the polls failed, the last one too) or not asked.';
comment on column weekly_feeds.outcome is 'Outcome of the last of these polls; null where there was none.';
comment on column weekly_feeds.reason is 'Why, where that is a failure.';
comment on column weekly_feeds.polls is 'Polls.';
comment on column weekly_feeds.failed_polls is 'Those that failed.';
comment on column weekly_feeds.articles is 'Articles of the week stored from it.';
