create or replace view share_of_voice as
with story as (
    select
        week,
        about
    from articles
    where is_original and (relevant or len(about) > 0)
),
total as (
    select
        week,
        count(*) as stories_in_field
    from story
    group by week
),
named as (
    select
        week,
        unnest(about) as target
    from story
)
select
    total.week,
    target.name as target,
    count(named.target) as stories,
    total.stories_in_field,
    count(named.target) / total.stories_in_field as share
from total
cross join targets as target
left join named on named.week = total.week and named.target = target.name
group by total.week, target.name, target.place, total.stories_in_field
order by total.week, target.place;
comment on view share_of_voice is 'One row a week and target: how much of the field''s stories are about it. A story may be about several.';
comment on column share_of_voice.week is 'ISO week.';
comment on column share_of_voice.target is 'The target.';
comment on column share_of_voice.stories is 'Stories about it.';
comment on column share_of_voice.stories_in_field is 'All stories of the week about the topic or a target.';
comment on column share_of_voice.share is 'stories / stories_in_field.';
