insert into page_failure_past
select
    entry_id,
    feed_url,
    first_failed_at,
    $now
from page_failure
where list_contains($entries, entry_id)
    and first_failed_at < $now;
