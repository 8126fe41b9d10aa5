-- The stories of the fourteen days before and after each release
select
    event.name,
    story_stance.story_id,
    story_stance.outlet,
    story_stance.polarity,
    story_stance.mentions,
    story_stance.positive_mentions,
    story_stance.negative_mentions,
    (stories.published_at at time zone 'UTC')::date - event.happened_on as day
from events as event
join story_stance on story_stance.target = event.target
join stories
    on stories.story_id = story_stance.story_id
    and (stories.published_at at time zone 'UTC')::date between event.happened_on - 14 and least(event.happened_on + 13, $last_day)
where event.target = $target
    and event.happened_on between $first_day and $last_day
    and story_stance.is_about
order by event.happened_on, event.name, story_stance.story_id;
