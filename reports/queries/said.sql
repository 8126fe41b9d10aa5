-- What named people said: of each story its best quotation, of each speaker the best of these
with quoted as (
    select
        quotations.speaker,
        quotations.speaker_role,
        quotations.text,
        quotations.outlet,
        quotations.title,
        quotations.url,
        quotations.rank,
        avg(mentions.polarity::decimal(18, 12)) as polarity,
        any_value(articles.story_id) as story_id
    from quotations
    join articles using (article_id)
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
        and length(quotations.text) <= $longest
    group by all
),
best_of_story as (
    select *
    from quoted
    qualify row_number() over (partition by story_id order by polarity is null, rank desc, url, text) = 1
)
select *
from best_of_story
qualify row_number() over (partition by speaker order by polarity is null, rank desc, url, text) = 1
order by polarity is null, rank desc, url, text
limit $most;
