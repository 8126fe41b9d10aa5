-- Entries that were met before: their digest (null where what is stored is newer than now), and the article they led to.
select
    entry.entry_id,
    if(entry.last_seen_at > $now, null, entry.digest) as digest,
    entry.article_id,
    article.visits
from entry
left join article using (article_id)
where list_contains($entries, entry.entry_id);
