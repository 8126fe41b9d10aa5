-- Entries of a feed that link to these addresses or bear these titles and that are not among those listed now: they may have been renamed.
select
    entry_id,
    url,
    title,
    published_at
from entry
where feed_url = $feed_url
    and (list_contains($urls, url) or list_contains($titles, title))
    and not list_contains($listed, entry_id)
order by last_seen_at desc, entry_id;
