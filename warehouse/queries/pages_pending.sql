-- Pages to be read again now: those that failed and may be tried again, and those of known articles that are due to be looked at again.
-- What a live run finds dated later than now was dated by a clock that has been set back since: its waits do not count.
select
    entry.feed_url,
    entry.entry_id,
    entry.digest,
    entry.url,
    entry.guid,
    entry.title,
    entry.published_at,
    entry.announcement,
    'again' as why,
    null as article_id,
    null as page_etag,
    null as page_last_modified,
    null as page_digest,
    0 as visits,
    null as article_url,
    null as title_read,
    null as signature
from page_failure
join entry using (entry_id)
join feed on feed.feed_url = entry.feed_url and feed.watched
where page_failure.retry_at <= $now
    or (page_failure.last_failed_at > $now and not (select replayed from run where status = 'running'))
union all
select
    entry.feed_url,
    entry.entry_id,
    entry.digest,
    entry.url,
    entry.guid,
    entry.title,
    entry.published_at,
    entry.announcement,
    'revisit',
    article.article_id,
    article.page_etag,
    article.page_last_modified,
    article.page_digest,
    article.visits,
    article.url,
    revision.title,
    revision.signature
from article
join article_revision as revision using (article_id, revision)
join feed on feed.feed_url = article.feed_url and feed.watched
join entry on entry.article_id = article.article_id and entry.feed_url = article.feed_url
where article.revisit_at <= $now
    or (article.visited_at > $now and article.revisit_at is not null and not (select replayed from run where status = 'running'))
qualify row_number() over (partition by article.article_id order by entry.last_seen_at desc, entry.entry_id) = 1
order by 1, 2;
