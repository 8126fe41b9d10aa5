update article
set
    page_etag = $etag,
    page_last_modified = $last_modified,
    page_digest = $digest,
    visits = $visits,
    visited_at = $now,
    revisit_at = case $found
        when 'changed' then revisit_at
        when 'missed' then if($now < first_seen_at + interval 30 day, $now + interval 1 day, null)
        else $revisit_at
    end,
    known_at = case
        when ($found = 'withdrawn' and withdrawn_at is null) or ($found not in ('withdrawn', 'missed') and withdrawn_at is not null)
        then greatest(known_at, $now)
        else known_at
    end,
    withdrawn_at = case $found when 'withdrawn' then coalesce(withdrawn_at, $now) when 'missed' then withdrawn_at end
where article_id = $article;
