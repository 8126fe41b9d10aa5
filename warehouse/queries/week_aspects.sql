select
    by_aspect.aspect,
    by_aspect.label,
    by_aspect.stories,
    by_aspect.stance_index,
    by_aspect.positive_share,
    by_aspect.mixed_share,
    by_aspect.negative_share
from weekly_stance_by_aspect as by_aspect
left join aspects as aspect on aspect.name = by_aspect.aspect
where by_aspect.target = $target
    and by_aspect.week = $week
order by aspect.place, by_aspect.aspect;
