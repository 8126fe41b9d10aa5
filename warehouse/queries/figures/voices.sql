-- The index by voice; of the people quoted also by whether they are of its maker
with spoken as (
    select
        mentions.story_id,
        mentions.outlet,
        mentions.polarity,
        unnest(case
            when mentions.voice <> 'speaker' then [mentions.voice]
            when speaker_mentions.insider then ['speaker', 'insider']
            when speaker_mentions.insider is null then ['speaker', 'unnamed']
            else ['speaker', 'outsider']
        end) as voice
    from mentions
    left join speaker_mentions
        on speaker_mentions.week = mentions.week
        and speaker_mentions.target = mentions.target
        and speaker_mentions.article_id = mentions.article_id
        and speaker_mentions.ordinal = mentions.ordinal
    where mentions.target = $target
        and mentions.week = $week
        and mentions.is_about
        and mentions.is_original
),
story as (
    select
        voice,
        story_id,
        outlet,
        avg(polarity::decimal(18, 12)) as polarity
    from spoken
    group by voice, story_id, outlet
)
select
    voice,
    count(*) as stories,
    count(distinct outlet) as outlets,
    avg(polarity::decimal(18, 12)) as stance_index
from story
group by voice
order by voice;
