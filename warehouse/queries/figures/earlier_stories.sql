-- The stories of the weeks before
select
    story_stance.story_id,
    story_stance.week,
    story_stance.outlet,
    story_stance.title,
    story_stance.url,
    story_stance.mentions,
    story_stance.positive_mentions,
    story_stance.negative_mentions,
    story_stance.polarity,
    story_stance.stance,
    stories.copies
from story_stance
join stories using (story_id)
where story_stance.target = $target
    and story_stance.week >= $first_week
    and story_stance.week < $week
    and story_stance.is_about
order by story_stance.week, story_stance.story_id;
