-- Pages of a feed that failed and may be tried again now, as their entries announced them.
select
    entry.entry_id,
    entry.digest,
    entry.url,
    entry.guid,
    entry.title,
    entry.published_at
from page_failure
join entry using (entry_id)
where page_failure.feed_url = $feed_url
    and page_failure.retry_at <= $now
order by entry.entry_id;
