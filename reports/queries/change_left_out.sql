-- The same without the outlets whose feed failed, on both sides
select
    avg(polarity::decimal(18, 12)) filter (week = $week) - avg(polarity) filter (week = $earlier_week) as change,
    avg(polarity::decimal(18, 12)) filter (week = $week) as this_week,
    avg(polarity::decimal(18, 12)) filter (week = $earlier_week) as last_week,
    count(*) filter (week = $week) as stories_this_week,
    count(*) filter (week = $earlier_week) as stories_last_week
from story_stance
where target = $target
    and is_about
    and week in ($week, $earlier_week)
    and outlet not in ($left_out);
