-- The wordings that these articles have in their quotations, to be looked at again when they change.
select distinct wording_id
from quotation_wording
join (select unnest($articles::varchar[]) as article_id) as wanted using (article_id);
