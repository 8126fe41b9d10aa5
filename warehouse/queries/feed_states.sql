with due as (
    select distinct feed_url
    from page_failure
    where retry_at <= $now
)
select
    feed.feed_url,
    if(due.feed_url is null, feed.etag, null) as etag,
    if(due.feed_url is null, feed.last_modified, null) as last_modified,
    feed.last_new_at
from feed
left join due using (feed_url);
