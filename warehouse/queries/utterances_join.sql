-- Each of the utterances becomes part of its leader, which is the least of their ids.
update wording
set utterance_id = joined.leader_id
from (
    select
        unnest($utterances::varchar[]) as utterance_id,
        unnest($leaders::varchar[]) as leader_id
) as joined
where wording.utterance_id = joined.utterance_id;
