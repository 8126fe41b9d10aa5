-- Entries whose page is looked at no more are kept without their texts.
update entry
set announcement = null
from article
where list_contains($articles, entry.article_id)
    and article.article_id = entry.article_id
    and article.revisit_at is null
    and entry.announcement is not null;
