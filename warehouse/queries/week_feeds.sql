-- How each feed fared in the polls that collected the week: from its Monday to the end of the Monday after.
with week as (
    select strptime($week || '-1', '%G-W%V-%u') as starts_at
),
poll as (
    select
        polls.*,
        row_number() over (partition by polls.feed_url order by polls.polled_at desc, polls.run_id) as place
    from polls, week
    where polls.polled_at at time zone 'UTC' >= week.starts_at
        and polls.polled_at at time zone 'UTC' < week.starts_at + interval 8 days
),
polled as (
    select
        feed_url,
        max(outcome) filter (place = 1) as outcome,
        max(reason) filter (place = 1) as reason,
        count(*) as polls,
        count(*) filter (outcome in ('rate-limited', 'blocked', 'gone', 'broken')) as failed_polls
    from poll
    group by feed_url
),
collected as (
    select
        feed_url,
        count(*) as articles
    from articles
    where week = $week
    group by feed_url
)
select
    feed.name,
    feed.feed_url,
    polled.outcome,
    polled.reason,
    coalesce(polled.polls, 0) as polls,
    coalesce(polled.failed_polls, 0) as failed_polls,
    coalesce(collected.articles, 0) as articles
from feeds as feed
left join polled using (feed_url)
left join collected using (feed_url)
where feed.watched
order by feed.name, feed.feed_url;
