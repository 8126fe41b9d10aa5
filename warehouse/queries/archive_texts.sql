select
    article.article_id,
    revision.text
from article
join article_revision as revision using (article_id, revision)
where article.article_id in (select unnest($articles));
