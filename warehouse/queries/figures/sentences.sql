-- Every sentence behind the index
select
    mentions.outlet,
    mentions.title,
    mentions.url,
    mentions.voice,
    mentions.speaker,
    coalesce(weekly_speakers.insider, false) as insider,
    mentions.sentence,
    mentions.polarity,
    mentions.stance,
    mentions.story_id
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
order by mentions.story_id, mentions.ordinal;
