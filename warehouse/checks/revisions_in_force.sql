-- Of every article the current revision alone is superseded by none.
select
    revision.article_id,
    revision.revision
from article_revision as revision
join article using (article_id)
where (revision.superseded_at is null) <> (revision.revision = article.revision);
