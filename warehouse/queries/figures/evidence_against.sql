-- The least favourable sentences, one a story, none twice
with best_of_story as (
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
        and polarity <= -0.2  -- a milder sentence is evidence for nothing
        and length(sentence) <= 480  -- words are shown whole or not at all
    qualify row_number() over (partition by story_id order by polarity, sentence, url) = 1
)
select *
from best_of_story
qualify row_number() over (partition by sentence order by polarity, url) = 1
order by polarity, sentence, url
limit 3;
