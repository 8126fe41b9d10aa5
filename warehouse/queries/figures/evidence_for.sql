-- The most favourable sentences, one a story, none twice
with spoken as (
    select
        outlet,
        title,
        url,
        voice,
        speaker,
        sentence,
        avg(polarity::decimal(18, 12)) as polarity,  -- one that praises one Llama above another is evidence for neither side
        story_id
    from mentions
    where target = $target
        and week = $week
        and is_about
        and is_original
        and length(sentence) <= 480  -- words are shown whole or not at all
    group by outlet, title, url, voice, speaker, sentence, story_id
    having avg(polarity::decimal(18, 12)) >= 0.5  -- a milder sentence is evidence for nothing
        -- Nor is one that cannot be read alone, since it has no name for the target.
        and bool_or(not regexp_full_match(alias, '(it|they|(the|this|these)( new| latest)? (models?|release|llm|family|model family))', 'i'))
),
best_of_story as (
    select *
    from spoken
    qualify row_number() over (partition by story_id order by polarity desc, sentence, url) = 1
)
select *
from best_of_story
qualify row_number() over (partition by sentence order by polarity desc, url) = 1
order by polarity desc, sentence, url
limit 3;
