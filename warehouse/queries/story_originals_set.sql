update article
set
    story_id = settled.story_id,
    is_copy = settled.is_copy,
    known_at = greatest(article.known_at, $now)
from (
    select
        unnest($articles::varchar[]) as article_id,
        unnest($stories::varchar[]) as story_id,
        unnest($copies::boolean[]) as is_copy
) as settled
where article.article_id = settled.article_id;
