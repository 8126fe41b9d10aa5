select article_id
from article
where story_id in (
    select story_id
    from article
    where list_contains($changed, article_id)
)
order by first_seen_at, article_id;
