update article_revision
set superseded_at = $now
where article_id = $article
    and revision = $number - 1;
