-- Copies of the stories in other outlets
select
    stories.title,
    stories.outlet,
    stories.url,
    stories.copies,
    stories.copied_by
from story_stance
join stories using (story_id)
where story_stance.target = $target
    and story_stance.week = $week
    and story_stance.is_about
    and stories.copies > 0
order by stories.copies desc, stories.story_id;
