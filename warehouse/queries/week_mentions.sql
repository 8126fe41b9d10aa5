-- What the week's stories about the target say of it, sentence by sentence, most outspoken first.
select
    outlet,
    title,
    url,
    sentence,
    alias,
    voice,
    speaker,
    polarity,
    story_id
from mentions
where target = $target
    and week = $week
    and is_about
    and is_original
order by abs(polarity) desc, article_id, ordinal;
