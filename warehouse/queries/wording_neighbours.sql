-- For each of these wordings the others that share a key with it: those with most keys in common, and of these the longest.
with own as materialized (
    select
        wording_key.key,
        wording_key.wording_id
    from wording_key
    join (select unnest($wordings::varchar[]) as wording_id) as wanted using (wording_id)
),
shared as (
    select
        own.wording_id,
        other.wording_id as other_id,
        count(*) as keys
    from own
    join wording_key as other using (key)
    where other.wording_id <> own.wording_id
    group by all
)
select
    shared.wording_id,
    shared.other_id,
    wording.words,
    wording.speaker_key
from shared
join wording on wording.wording_id = shared.other_id
qualify row_number() over (
    partition by shared.wording_id
    order by shared.keys desc, length(wording.words) desc, shared.other_id
) <= $most
order by shared.wording_id, shared.other_id;
