-- How each feed fared in the polls that collected the week: from its Monday to the end of the Monday after.
with week as (
    select strptime($week || '-1', '%G-W%V-%u') as starts_at
),
poll as (
    select
        feed_poll.*,
        row_number() over (partition by feed_poll.feed_url order by feed_poll.polled_at desc, feed_poll.run_id) as place
    from feed_poll, week
    where feed_poll.polled_at at time zone 'UTC' >= week.starts_at
        and feed_poll.polled_at at time zone 'UTC' < week.starts_at + interval 8 days
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
        article.feed_url,
        count(*) as articles
    from articles
    join article using (article_id)
    where articles.week = $week
    group by article.feed_url
)
select
    feed.name,
    feed.feed_url,
    polled.outcome,
    polled.reason,
    coalesce(polled.polls, 0) as polls,
    coalesce(polled.failed_polls, 0) as failed_polls,
    coalesce(collected.articles, 0) as articles
from feed
left join polled using (feed_url)
left join collected using (feed_url)
where feed.watched
order by feed.name, feed.feed_url;
