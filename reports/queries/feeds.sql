-- How each feed answered, from the week's Monday to the end of the Monday after
select
    feed.name,
    feed.feed_url,
    count(*) as polls,
    count(*) filter (feed_poll.outcome in ('rate-limited', 'blocked', 'gone', 'broken')) as failed_polls,
    arg_max(feed_poll.outcome, feed_poll.polled_at) as last_outcome
from feed_poll
join feed using (feed_url)
where feed.watched
    and feed_poll.polled_at at time zone 'UTC' >= strptime($week || '-1', '%G-W%V-%u')
    and feed_poll.polled_at at time zone 'UTC' < strptime($week || '-1', '%G-W%V-%u') + interval 8 days
group by feed.name, feed.feed_url
order by failed_polls desc, feed.name;
