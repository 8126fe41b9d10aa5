-- Every sentence behind the index
select
    outlet,
    title,
    url,
    voice,
    speaker,
    sentence,
    polarity,
    story_id
from mentions
where target = $target
    and week = $week
    and is_about
    and is_original
order by story_id, ordinal;
