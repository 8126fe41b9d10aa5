-- What named people said: of each story its best quotation, of each person the best of these
with quoted as (
    select
        quotations.person,
        quotations.speaker_role,
        quotations.speaker_org,
        quotations.text,
        quotations.outlet,
        quotations.title,
        quotations.url,
        quotations.rank,
        avg(mentions.polarity) as polarity,
        any_value(quotations.story_id) as story_id
    from quotations
    left join mentions
        on mentions.article_id = quotations.article_id
        and mentions.target = $target
        and mentions.voice = 'speaker'
        and mentions.start_char < quotations.end_char
        and mentions.end_char > quotations.start_char
    where quotations.week = $week
        and quotations.speaker is not null
        and quotations.is_original
        and list_contains(quotations.about, $target)
        and length(quotations.text) <= 480  -- words are shown whole or not at all
    group by all
),
best_of_story as (
    select *
    from quoted
    qualify row_number() over (partition by story_id order by polarity is null, rank desc, url, text) = 1
)
select *
from best_of_story
qualify row_number() over (partition by person order by polarity is null, rank desc, url, text) = 1
order by polarity is null, rank desc, url, text
limit 5;
