update article
set story_id = settled.story_id
from (
    select
        unnest($articles) as article_id,
        unnest($stories) as story_id
) as settled
where article.article_id = settled.article_id;
