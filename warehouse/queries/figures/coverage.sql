-- How many of the feeds answered, week by week
select
    week,
    asked,
    answering,
    coverage,
    missing
from weekly_coverage
where week between $first_week and $week
order by week;
