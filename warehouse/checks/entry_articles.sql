-- Every announcement led to an article that is stored, or to a failure that is told.
select entry.entry_id
from entry
left join article using (article_id)
left join page_failure using (entry_id)
where article.article_id is null
    and page_failure.entry_id is null;
