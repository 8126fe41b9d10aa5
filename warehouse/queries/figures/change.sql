-- This week's index less last week's and less that of the weeks before; what of it is outlet mix, aspect mix and change within (docs/methods.md)
with comparison as (
    select *
    from (values ('last week', $week_before), ('weeks before', $first_week)) as comparison (against, first_week)
),
-- Outlets whose feed failed are left out on both sides.
missing as (
    select
        comparison.against,
        unnest(weekly_coverage.missing) as outlet
    from comparison
    join weekly_coverage
        on weekly_coverage.week = $week
        or (comparison.against = 'last week' and weekly_coverage.week = $week_before)
),
at_hand as (
    select
        story_id,
        week,
        outlet,
        polarity
    from story_stance
    where target = $target
        and is_about
        and week between $first_week and $week
),
story as (
    select
        comparison.against,
        at_hand.*,
        at_hand.week = $week as is_now
    from at_hand
    cross join comparison
    anti join missing on missing.against = comparison.against and missing.outlet = at_hand.outlet
    where at_hand.week >= comparison.first_week
),
outlet as (
    select
        against,
        outlet,
        count(*) filter (is_now) as stories_now,
        count(*) filter (not is_now) as stories_before,
        avg(polarity::decimal(18, 12)) filter (is_now) as index_now,
        avg(polarity::decimal(18, 12)) filter (not is_now) as index_before,
        avg(polarity::decimal(18, 12)) as index_of_both,
        count(*) filter (is_now) * count(*) filter (not is_now) / count(*) as weight  -- zero where it wrote on one side only
    from story
    group by against, outlet
),
-- How much of each story is about each aspect; what is left is about none.
part as (
    select
        story_id,
        aspect,
        weight
    from story_aspects
    where target = $target
        and week between $first_week and $week
    union all
    select
        story.story_id,
        '' as aspect,
        1 - coalesce(sum(story_aspects.weight), 0) as weight
    from at_hand as story
    left join story_aspects
        on story_aspects.story_id = story.story_id
        and story_aspects.target = $target
        and story_aspects.week between $first_week and $week
    group by story.story_id
),
-- By how much an outlet is more favourable than usual where it writes about an aspect.
price as (
    select
        story.against,
        part.aspect,
        sum(part.weight * (story.polarity - outlet.index_of_both)) / sum(part.weight) as price
    from story
    join outlet using (against, outlet)
    join part using (story_id)
    where part.weight > 0
    group by story.against, part.aspect
),
shift as (
    select
        story.against,
        story.outlet,
        part.aspect,
        coalesce(sum(part.weight) filter (story.is_now), 0) / any_value(outlet.stories_now)
            - coalesce(sum(part.weight) filter (not story.is_now), 0) / any_value(outlet.stories_before) as shift
    from story
    join outlet using (against, outlet)
    join part using (story_id)
    where outlet.weight > 0
    group by story.against, story.outlet, part.aspect
),
aspect_mix as (
    select
        shift.against,
        sum(outlet.weight * shift.shift * price.price) as weighted
    from shift
    join outlet using (against, outlet)
    join price using (against, aspect)
    group by shift.against
),
same_outlets as (
    select
        against,
        count(*) as outlets,
        sum(weight) as weight,
        sum(weight * (index_now - index_before)) / sum(weight) as change
    from outlet
    where weight > 0
    group by against
),
total as (
    select
        against,
        avg(polarity::decimal(18, 12)) filter (is_now) as index_now,
        avg(polarity::decimal(18, 12)) filter (not is_now) as index_before,
        avg(polarity::decimal(18, 12)) filter (is_now) - avg(polarity::decimal(18, 12)) filter (not is_now) as change,
        count(*) filter (is_now) as stories_now,
        count(*) filter (not is_now) as stories_before,
        count(distinct outlet) filter (not is_now) as outlets_before,
        count(distinct week) filter (not is_now) as weeks_before
    from story
    group by against
)
select
    total.against,
    total.index_now,
    total.index_before,
    total.change,
    total.change - same_outlets.change as outlet_mix,
    aspect_mix.weighted / same_outlets.weight as aspect_mix,
    same_outlets.change - aspect_mix.weighted / same_outlets.weight as within,
    total.stories_now,
    total.stories_before,
    total.outlets_before,
    total.weeks_before,
    coalesce(same_outlets.outlets, 0) as outlets_in_both
from total
left join same_outlets using (against)
left join aspect_mix using (against)
order by total.against;
