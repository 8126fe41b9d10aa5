-- The other wordings of the utterances that these belong to.
select
    wording_id,
    words,
    speaker_key
from wording
where not list_contains($wordings, wording_id)
    and utterance_id in (
        select utterance_id
        from wording
        where list_contains($wordings, wording_id)
    );
