-- Every article has its current revision, and its revisions are numbered without a gap.
with numbered as (
    select
        article_id,
        max(revision) as last_revision,
        count(*) as revisions
    from article_revision
    group by article_id
)
select article.article_id
from article
left join numbered using (article_id)
where numbered.last_revision is distinct from article.revision
    or numbered.revisions is distinct from article.revision;
