-- How much of the field's stories are about each target, this week and last
select
    share_of_voice.target,
    share_of_voice.stories,
    share_of_voice.stories_in_field,
    share_of_voice.share,
    earlier.share as share_before
from share_of_voice
left join share_of_voice as earlier
    on earlier.target = share_of_voice.target
    and earlier.week = $week_before
where share_of_voice.week = $week
order by share_of_voice.stories desc, share_before desc nulls last, share_of_voice.target;
