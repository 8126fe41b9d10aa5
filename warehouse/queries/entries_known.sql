-- Entries that were met before: their digest (null where a replay is older than what is stored), and the article they led to.
-- What the network says now is the newest there is, even where a clock that has been set back since dated what is stored.
select
    entry.entry_id,
    if(
        entry.last_seen_at > $now and coalesce((select replayed from run where status = 'running'), true),
        null,
        entry.digest
    ) as digest,
    entry.article_id,
    article.visits
from entry
left join article using (article_id)
where list_contains($entries, entry.entry_id);
