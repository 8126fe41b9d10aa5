-- Every story's original is an article that is its own original.
select article.article_id
from article
left join article as original on original.article_id = article.story_id
where original.article_id is null
    or original.story_id <> original.article_id;
