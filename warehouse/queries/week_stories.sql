-- The stories about the target of these weeks, in an order that never changes.
select
    story_stance.story_id,
    story_stance.week,
    story_stance.outlet,
    story_stance.title,
    story_stance.url,
    story_stance.mentions,
    story_stance.polarity,
    story_stance.author_polarity,
    story_stance.speaker_polarity,
    story_stance.stance,
    stories.copies
from story_stance
join stories using (story_id)
where story_stance.target = $target
    and list_contains($weeks, story_stance.week)
    and story_stance.is_about
order by story_stance.week, story_stance.story_id;
