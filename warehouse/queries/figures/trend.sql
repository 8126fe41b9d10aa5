-- The index week by week
select
    week,
    stories,
    outlets,
    mentions,
    copies,
    stance_index,
    positive_share,
    mixed_share,
    neutral_share,
    negative_share
from weekly_stance
where target = $target
    and week between $first_week and $week
order by week;
