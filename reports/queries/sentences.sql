-- Every sentence behind the index
select
    outlet,
    url,
    voice,
    speaker,
    sentence,
    polarity
from mentions
where target = $target
    and week = $week
    and is_about
    and is_original
order by story_id, ordinal;
