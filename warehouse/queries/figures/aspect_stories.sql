-- How each story of these weeks speaks of each side
select
    story_id,
    aspect,
    mentions,
    positive_mentions,
    negative_mentions,
    polarity,
    weight
from story_aspects
where target = $target
    and is_about
    and week between $first_week and $week
order by story_id, aspect;
