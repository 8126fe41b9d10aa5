-- How much of the field's stories are about each target
select
    target,
    stories,
    stories_in_field,
    share
from share_of_voice
where week = $week
order by stories desc, target;
