select
    share_of_voice.target,
    share_of_voice.stories,
    share_of_voice.stories_in_field,
    share_of_voice.share
from share_of_voice
join targets as target on target.name = share_of_voice.target
where share_of_voice.week = $week
order by target.place;
