-- Articles with quotations that have no wording: what an older version stored.
select distinct article.article_id
from article
join quotation using (article_id, revision)
anti join quotation_wording
    on quotation_wording.article_id = article.article_id
    and quotation_wording.ordinal = quotation.ordinal
order by article.article_id;
