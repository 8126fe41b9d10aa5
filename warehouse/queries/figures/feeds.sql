-- How each feed answered, from the week's Monday to the end of the Monday after
select
    feeds.name,
    feeds.feed_url,
    coalesce(weekly_feeds.condition, 'not asked') as condition,
    weekly_feeds.outcome,
    weekly_feeds.reason,
    coalesce(weekly_feeds.polls, 0) as polls,
    coalesce(weekly_feeds.failed_polls, 0) as failed_polls,
    coalesce(weekly_feeds.articles, 0) as articles
from feeds
left join weekly_feeds
    on weekly_feeds.feed_url = feeds.feed_url
    and weekly_feeds.week = $week
where feeds.watched
order by failed_polls desc, feeds.name, feeds.feed_url;
