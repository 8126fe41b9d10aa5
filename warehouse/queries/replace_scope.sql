-- The revisions to be replaced: staged, read, and still what they were when they were read. The table is dropped at the end.
create temp table due as
select
    staged.article_id,
    staged.revision,
    staged.source
from staging.staged as staged
join article_revision as stored using (article_id, revision)
where staged.source <> 'failed'
    and staged.base_digest in ('', stored.text_digest);
