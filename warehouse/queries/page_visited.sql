with visited as (
    select
        unnest($articles::varchar[]) as article_id,
        unnest($etags::varchar[]) as etag,
        unnest($last_modifieds::varchar[]) as last_modified,
        unnest($digests::varchar[]) as digest,
        unnest($founds::varchar[]) as found,
        unnest($visits::integer[]) as visits,
        unnest($revisits::timestamptz[]) as revisit_at
)
update article
set
    page_etag = visited.etag,
    page_last_modified = visited.last_modified,
    page_digest = visited.digest,
    visits = visited.visits,
    visited_at = $now,
    revisit_at = case visited.found
        when 'changed' then article.revisit_at
        when 'missed' then if($now < first_seen_at + interval 30 day, $now + interval 1 day, null)
        else visited.revisit_at
    end,
    known_at = case
        when (visited.found = 'withdrawn' and withdrawn_at is null) or (visited.found not in ('withdrawn', 'missed') and withdrawn_at is not null)
        then greatest(known_at, $now)
        else known_at
    end,
    withdrawn_at = case visited.found when 'withdrawn' then coalesce(withdrawn_at, $now) when 'missed' then withdrawn_at end
from visited
where article.article_id = visited.article_id;
