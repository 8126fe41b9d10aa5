-- Those of these wordings that no quotation has any more.
select wording_id
from wording
where list_contains($wordings, wording_id)
    and wording_id not in (
        select wording_id
        from quotation_wording
        where list_contains($wordings, wording_id)
    );
