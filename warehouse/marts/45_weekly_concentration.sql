create or replace view weekly_concentration as
with outlet as (
    select
        week,
        target,
        outlet,
        count(*) as stories
    from story_stance
    where is_about
    group by week, target, outlet
),
share as (
    select
        week,
        target,
        outlet,
        stories / sum(stories) over of_week as share,
        row_number() over (partition by week, target order by stories desc, outlet) as place
    from outlet
    window of_week as (partition by week, target)
)
select
    week,
    target,
    count(*) as outlets,
    1 / sum(share * share) as effective_outlets,
    max(outlet) filter (place = 1) as largest_outlet,
    max(share) as largest_share,
    sum(share) filter (place <= 3) as share_of_three
from share
group by week, target;
comment on view weekly_concentration is 'One row a week and target: how few outlets the stories about it come from.';
comment on column weekly_concentration.week is 'ISO week.';
comment on column weekly_concentration.target is 'The target.';
comment on column weekly_concentration.outlets is 'Outlets that ran the originals.';
comment on column weekly_concentration.effective_outlets is 'So many outlets with equally many stories would be as concentrated: 1 / the sum of their squared shares.';
comment on column weekly_concentration.largest_outlet is 'The outlet with most stories; of several the first by name.';
comment on column weekly_concentration.largest_share is 'Its share of the stories.';
comment on column weekly_concentration.share_of_three is 'Share of the stories that the three largest have.';
