-- The stories without which the change since last week would differ most
with story as (
    select
        story_stance.story_id,
        story_stance.week,
        story_stance.outlet,
        story_stance.title,
        story_stance.url,
        story_stance.polarity,
        avg(story_stance.polarity::decimal(18, 12)) over (partition by story_stance.week) as stance_index,
        count(*) over (partition by story_stance.week) as stories
    from story_stance
    where story_stance.target = $target
        and story_stance.is_about
        and story_stance.week in ($week_before, $week)
        and story_stance.outlet not in (select unnest(missing) from weekly_coverage where week in ($week_before, $week))
)
select
    story_id,
    week,
    outlet,
    title,
    url,
    polarity,
    case when week = $week then 1 else -1 end * (polarity - stance_index) / (stories - 1) as effect  -- the change less what it were without the story
from story
where stories > 1
order by abs(effect) desc, story_id
limit 4;
