-- Current revisions, later than the first, that were read again as a wall.
select
    article.article_id,
    article.revision
from article
join article_revision as revision using (article_id, revision)
join temp.due using (article_id, revision)
where article.revision > 1
    and revision.completeness in ('wall', 'none');
