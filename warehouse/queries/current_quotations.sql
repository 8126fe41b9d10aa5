-- The quotations of these articles' current revisions.
select
    article.article_id,
    quotation.ordinal,
    quotation.text,
    quotation.speaker
from article
join quotation using (article_id, revision)
where list_contains($articles, article.article_id)
order by article.article_id, quotation.ordinal;
