-- Those of these wordings that are stored.
select wording.wording_id
from wording
join (select unnest($wordings::varchar[]) as wording_id) as wanted using (wording_id);
