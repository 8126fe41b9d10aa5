-- Current revisions, later than the first, that were read again as a wall, or as a teaser of what the one before has whole.
select
    article.article_id,
    article.revision
from article
join article_revision as revision using (article_id, revision)
join temp.due using (article_id, revision)
join article_revision as earlier on earlier.article_id = article.article_id and earlier.revision = article.revision - 1
where revision.completeness in ('wall', 'none')
    or (revision.completeness = 'teaser' and earlier.completeness = 'full');
