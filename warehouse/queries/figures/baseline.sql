-- The index over the weeks before, every story weighing the same, without the outlets whose feed failed this week
select
    avg(polarity) as baseline,
    count(*) as stories,
    count(distinct outlet) as outlets,
    count(distinct week) as weeks
from story_stance
where target = $target
    and is_about
    and week >= $first_week
    and week < $week
    and outlet not in (select unnest(missing) from weekly_coverage where week = $week);
