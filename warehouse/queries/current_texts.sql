select
    article_id,
    revision,
    text_digest,
    completeness,
    first_seen_at
from article
join article_revision using (article_id, revision)
where list_contains($articles, article_id);
