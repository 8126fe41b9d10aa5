-- How each feed answered, from the week's Monday to the end of the Monday after
select
    feed.name,
    feed.feed_url,
    count(*) as polls,
    count(*) filter (polls.outcome in ('rate-limited', 'blocked', 'gone', 'broken')) as failed_polls,
    arg_max(polls.outcome, polls.polled_at) as last_outcome
from polls
join feeds as feed using (feed_url)
where feed.watched
    and polls.polled_at at time zone 'UTC' >= strptime($week || '-1', '%G-W%V-%u')
    and polls.polled_at at time zone 'UTC' < strptime($week || '-1', '%G-W%V-%u') + interval 8 days
group by feed.name, feed.feed_url
order by failed_polls desc, feed.name;
