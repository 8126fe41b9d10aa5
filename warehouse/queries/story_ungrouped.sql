-- Articles that were never looked up among the others: all of them behind a change of the bands, none otherwise.
select article.article_id
from article
join article_revision as revision using (article_id, revision)
where len(revision.signature) > 0
    and not exists (from article_band)
order by article.article_id;
