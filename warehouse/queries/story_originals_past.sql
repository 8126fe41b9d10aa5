-- The stories that these articles are about to leave, as they were known until now.
insert into article_past
select
    article_id,
    story_id,
    is_copy,
    withdrawn_at,
    known_at,
    $now
from article
where article_id in (select unnest($articles::varchar[]))
    and known_at < $now;
