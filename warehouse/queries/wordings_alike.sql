-- The wordings that are the same words as one of these.
select distinct wording_alike.other_id
from wording_alike
join (select unnest($wordings::varchar[]) as wording_id) as wanted using (wording_id);
