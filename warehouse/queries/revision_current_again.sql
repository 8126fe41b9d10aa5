update article_revision
set
    superseded_at = null,
    known_at = greatest(known_at, $now)
where article_id = $article
    and revision = $revision;
