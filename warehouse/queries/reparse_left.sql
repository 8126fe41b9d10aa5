-- Revisions in the scope that are not yet staged, those captured first at the head.
select
    revision.article_id,
    revision.revision,
    article.url,
    article.feed_url,
    article.first_seen_at,
    revision.canonical_url,
    revision.title,
    revision.authors,
    revision.published_at,
    revision.published_precision,
    revision.published_on,
    revision.modified_at,
    revision.text,
    revision.text_digest,
    revision.completeness,
    revision.language,
    revision.evidence,
    revision.captured_at,
    coalesce(revision.parser_version, '') as parser_version
from published.article_revision as revision
join published.article using (article_id)
join published.articles as readable using (article_id)
where (revision.article_id, revision.revision) not in (select (article_id, revision) from staged)
    and ($week is null or readable.week = $week)
    and ($since is null or revision.captured_at >= $since)
    and ($until is null or revision.captured_at < $until)
order by revision.captured_at, revision.article_id, revision.revision
limit $most;
