-- Articles that were never looked up among the others: all that an older version stored.
select article_id
from article
where lead_id is null
order by article_id;
