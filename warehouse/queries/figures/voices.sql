-- The index by voice
select
    voice,
    stories,
    stance_index
from weekly_stance_by_voice
where target = $target
    and week = $week
order by voice;
