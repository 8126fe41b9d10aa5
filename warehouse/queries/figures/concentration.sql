-- How few outlets the stories come from
select
    outlets,
    effective_outlets,
    largest_outlet,
    largest_share,
    share_of_three
from weekly_concentration
where target = $target
    and week = $week;
