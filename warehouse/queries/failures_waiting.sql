-- Entries that failed, and whether their next try is still to be waited for.
select
    entry_id,
    coalesce(retry_at, 'infinity'::timestamptz) > $now as waiting
from page_failure
where list_contains($entries, entry_id);
