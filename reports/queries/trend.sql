-- The index week by week
select
    week,
    stance_index,
    stories,
    outlets
from weekly_stance
where target = $target
    and week between $first_week and $week
order by week;
