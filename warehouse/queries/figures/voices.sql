-- The index by voice; of the people quoted also by whether they are of its maker
with spoken as (
    select
        mentions.story_id,
        mentions.outlet,
        mentions.polarity,
        unnest(case
            when mentions.voice <> 'speaker' then [mentions.voice]
            when mentions.speaker is null then ['speaker', 'unnamed']
            when coalesce(weekly_speakers.insider, false) then ['speaker', 'insider']
            else ['speaker', 'outsider']
        end) as voice
    from mentions
    left join (select distinct article_id, speaker, person from quotations where week = $week) as named using (article_id, speaker)
    left join weekly_speakers
        on weekly_speakers.person = named.person
        and weekly_speakers.week = mentions.week
        and weekly_speakers.target = mentions.target
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
