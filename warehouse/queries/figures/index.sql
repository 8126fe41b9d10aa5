-- The stance index of the week and what it rests on
select
    stance_index,
    stories,
    outlets,
    mentions,
    copies
from weekly_stance
where target = $target
    and week = $week;
