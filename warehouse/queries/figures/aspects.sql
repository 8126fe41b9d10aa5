-- How each side of it was spoken of, and beside the weeks before, without the outlets whose feed failed this week
with compared as (
    select
        aspect,
        avg(polarity::decimal(18, 12)) filter (week = $week) as index_kept,
        count(*) filter (week < $week) as stories_before,
        avg(polarity::decimal(18, 12)) filter (week < $week) as index_before
    from story_aspects
    where target = $target
        and is_about
        and week between $first_week and $week
        and outlet not in (select unnest(missing) from weekly_coverage where week = $week)
    group by aspect
)
select
    weekly_stance_by_aspect.aspect,
    weekly_stance_by_aspect.label,
    weekly_stance_by_aspect.stories,
    weekly_stance_by_aspect.stance_index,
    weekly_stance_by_aspect.positive_share,
    weekly_stance_by_aspect.mixed_share,
    weekly_stance_by_aspect.negative_share,
    compared.index_kept,
    coalesce(compared.stories_before, 0) as stories_before,
    compared.index_before
from weekly_stance_by_aspect
left join compared using (aspect)
where weekly_stance_by_aspect.target = $target
    and weekly_stance_by_aspect.week = $week
order by weekly_stance_by_aspect.stories desc, weekly_stance_by_aspect.label;
