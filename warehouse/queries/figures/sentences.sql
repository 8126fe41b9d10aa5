-- Every sentence behind the index
select
    mentions.outlet,
    mentions.title,
    mentions.url,
    mentions.voice,
    mentions.speaker,
    speaker_mentions.insider,
    mentions.sentence,
    mentions.polarity,
    mentions.stance,
    mentions.story_id
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
order by mentions.story_id, mentions.ordinal;
