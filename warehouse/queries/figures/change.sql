-- This week's index less last week's, without the outlets whose feed failed in either week
with compared as (
    select
        week,
        polarity
    from story_stance
    where target = $target
        and is_about
        and week in ($week, $week_before)
        and outlet not in (select unnest(missing) from weekly_coverage where week in ($week, $week_before))
)
select
    avg(polarity) filter (week = $week) - avg(polarity) filter (week = $week_before) as change,
    avg(polarity) filter (week = $week) as this_week,
    avg(polarity) filter (week = $week_before) as last_week,
    count(*) filter (week = $week) as stories_this_week,
    count(*) filter (week = $week_before) as stories_last_week
from compared;
