-- Each of the wordings is led by its leader, whose utterance it is.
update wording
set
    lead_id = led.lead_id,
    utterance_id = led.utterance_id
from (
    select
        unnest($wordings::varchar[]) as wording_id,
        unnest($leads::varchar[]) as lead_id,
        unnest($utterances::varchar[]) as utterance_id
) as led
where wording.wording_id = led.wording_id;
