update article
set
    page_etag = $etag,
    page_last_modified = $last_modified,
    page_digest = $digest,
    visits = $visits,
    visited_at = $now,
    revisit_at = $revisit_at,
    withdrawn_at = case $found when 'withdrawn' then coalesce(withdrawn_at, $now) when 'missed' then withdrawn_at end
where article_id = $article;
