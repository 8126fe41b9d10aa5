-- For each of these wordings the others that share a key with it, those with most keys in common first.
with own as materialized (
    select
        key,
        wording_id
    from wording_key
    where list_contains($wordings, wording_id)
),
shared as (
    select
        own.wording_id,
        other.wording_id as other_id
    from own
    join wording_key as other using (key)
    where other.wording_id <> own.wording_id
    group by own.wording_id, other.wording_id
    qualify row_number() over (partition by own.wording_id order by count(*) desc, other.wording_id) <= $most
)
select
    shared.wording_id,
    wording.words,
    wording.speaker_key,
    wording.utterance_id
from shared
join wording on wording.wording_id = shared.other_id
order by shared.wording_id, wording.wording_id;
