-- All wordings that hang together with these, from one that is the same words to the next, each beside those that it is the same words as.
with recursive together as (
    select unnest($wordings::varchar[]) as wording_id
    union
    select wording_alike.other_id
    from together
    join wording_alike using (wording_id)
)
select
    wording.wording_id,
    wording.words,
    wording.speaker_key,
    wording.lead_id,
    list(wording_alike.other_id) filter (wording_alike.other_id is not null) as others
from together
join wording using (wording_id)
left join wording_alike using (wording_id)
group by all;
