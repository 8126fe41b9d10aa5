-- The polls that collect a week: from its Monday to the end of the Monday after.
create or replace view weekly_feeds as
with poll as (
    select
        *,
        unnest(list_distinct([
            strftime(polled_at at time zone 'UTC', '%G-W%V'),
            strftime(polled_at at time zone 'UTC' - interval 1 day, '%G-W%V')
        ])) as week
    from polls
),
polled as (
    select
        week,
        feed_url,
        arg_max(outcome, (polled_at, run_id)) as outcome,
        arg_max(coalesce(reason, ''), (polled_at, run_id)) as reason,
        count(*) as polls,
        count(*) filter (outcome in ('rate-limited', 'blocked', 'gone', 'broken')) as failed_polls
    from poll
    group by week, feed_url
),
collected as (
    select
        week,
        feed_url,
        count(*) as articles
    from articles
    group by week, feed_url
)
select
    coalesce(polled.week, collected.week) as week,
    feeds.name,
    feeds.feed_url,
    feeds.watched,
    case
        when polled.polls is null then 'not asked'
        when polled.outcome in ('rate-limited', 'blocked', 'gone', 'broken') then
            case when 2 * polled.failed_polls >= polled.polls then 'missing' else 'interrupted' end
        when 2 * polled.failed_polls >= polled.polls then 'interrupted'
        when polled.outcome = 'stale' then 'stale'
        else 'answering'
    end as condition,
    polled.outcome,
    nullif(polled.reason, '') as reason,
    coalesce(polled.polls, 0) as polls,
    coalesce(polled.failed_polls, 0) as failed_polls,
    coalesce(collected.articles, 0) as articles
from polled
full join collected on collected.week = polled.week and collected.feed_url = polled.feed_url
join feeds on feeds.feed_url = coalesce(polled.feed_url, collected.feed_url);
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
