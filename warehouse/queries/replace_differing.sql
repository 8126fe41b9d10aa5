select count(*)
from article_revision as stored
join temp.due using (article_id, revision)
join staging.article_revision as fresh using (article_id, revision)
where fresh.text_digest <> stored.text_digest;
