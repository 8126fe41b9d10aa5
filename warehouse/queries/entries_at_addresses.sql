-- Entries of a feed that link to these addresses and that are not among those listed now: their GUIDs may have changed.
select
    url,
    entry_id
from entry
where feed_url = $feed_url
    and list_contains($urls, url)
    and not list_contains($listed, entry_id)
order by last_seen_at, entry_id;
