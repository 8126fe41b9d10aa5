-- The releases marked on the time line, with the mean story of the days before and after each
with release as (
    select
        name,
        happened_on
    from events as event
    where target = $target
        and happened_on between $first_day and $last_day
),
story as (
    select
        story_stance.outlet,
        story_stance.polarity,
        (stories.published_at at time zone 'UTC')::date as published_on
    from story_stance
    join stories using (story_id)
    where story_stance.target = $target
        and story_stance.is_about
),
span as (
    select unnest([7, 14]) as days
)
select
    release.name,
    release.happened_on as "on",
    span.days,
    count(*) filter (story.published_on < release.happened_on) as stories_before,
    count(distinct story.outlet) filter (story.published_on < release.happened_on) as outlets_before,
    avg(story.polarity::decimal(18, 12)) filter (story.published_on < release.happened_on) as index_before,
    count(*) filter (story.published_on >= release.happened_on) as stories_after,
    count(distinct story.outlet) filter (story.published_on >= release.happened_on) as outlets_after,
    avg(story.polarity::decimal(18, 12)) filter (story.published_on >= release.happened_on) as index_after
from release
cross join span
left join story
    on story.published_on >= release.happened_on - span.days
    and story.published_on < release.happened_on + span.days
    and story.published_on <= $last_day
group by release.name, release.happened_on, span.days
order by release.happened_on, release.name, span.days;
