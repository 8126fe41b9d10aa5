-- The index over the weeks before, every story weighing the same
select
    sum(stance_index * stories) / sum(stories) as baseline,
    sum(stories) as stories,
    count(*) as weeks
from weekly_stance
where target = $target
    and week >= $first_week
    and week < $week;
