-- How these articles were announced: their own feed's entries at the head.
select
    entry.article_id,
    entry.entry_id,
    entry.feed_url,
    feed.asked_url,
    feed.moved_to,
    entry.guid,
    entry.url,
    entry.title,
    entry.published_at,
    entry.first_seen_at,
    entry.last_seen_at
from published.entry
join published.article using (article_id)
left join published.feed on feed.feed_url = entry.feed_url
where list_contains($articles, entry.article_id)
order by entry.article_id, entry.feed_url <> article.feed_url, entry.first_seen_at, entry.entry_id;
