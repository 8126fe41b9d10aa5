-- Those of these wordings that no quotation has any more.
select wanted.wording_id
from (select unnest($wordings::varchar[]) as wording_id) as wanted
anti join quotation_wording using (wording_id);
