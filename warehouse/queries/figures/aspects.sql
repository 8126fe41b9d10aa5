-- How each side of it was spoken of
select
    aspect,
    label,
    stories,
    stance_index,
    positive_share,
    mixed_share,
    negative_share
from weekly_stance_by_aspect
where target = $target
    and week = $week
order by stories desc, label;
