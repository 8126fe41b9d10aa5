create or replace view speaker_mentions as
with described as (
    select
        mentions.week,
        mentions.target,
        mentions.article_id,
        mentions.ordinal,
        bool_or(case
            when introduction.target is not null then introduction.insider
            -- Who speaks for somebody else is no insider: "a Google spokeswoman", "a spokesman for the Authors Guild".
            when regexp_matches(quotations.speaker_description, '^(?i:an?|the) [A-Z][\w.-]+(?:[’'']s?)? spokes[mwp]|spokes(?:man|woman|person|people) for (?:the )?[A-Z]') then false
        end) as insider
    from mentions
    join quotations
        on quotations.article_id = mentions.article_id
        and quotations.week = mentions.week
        and quotations.start_char < mentions.end_char
        and quotations.end_char > mentions.start_char
    left join maker_introductions as introduction
        on introduction.target = mentions.target
        and introduction.speaker_role is not distinct from quotations.speaker_role
        and introduction.speaker_org is not distinct from quotations.speaker_org
        and introduction.speaker_description = quotations.speaker_description
    where mentions.voice = 'speaker'
        and mentions.speaker is null
        and quotations.speaker is null
        and quotations.speaker_description is not null
    group by mentions.week, mentions.target, mentions.article_id, mentions.ordinal
),
named as (
    select distinct
        week,
        article_id,
        speaker,
        person
    from quotations
    where speaker is not null
)
select
    mentions.week,
    mentions.target,
    mentions.article_id,
    mentions.ordinal,
    case when mentions.speaker is null then described.insider else coalesce(weekly_speakers.insider, false) end as insider
from mentions
left join named using (week, article_id, speaker)
left join weekly_speakers
    on weekly_speakers.person = named.person
    and weekly_speakers.week = mentions.week
    and weekly_speakers.target = mentions.target
left join described
    on described.week = mentions.week
    and described.target = mentions.target
    and described.article_id = mentions.article_id
    and described.ordinal = mentions.ordinal
where mentions.voice = 'speaker'
    and mentions.is_about
    and mentions.is_original;
comment on view speaker_mentions is 'One row a mention of a target in a quoted speaker''s words, in the originals that are about it: whether the speaker is of its maker.';
comment on column speaker_mentions.week is 'ISO week of the article.';
comment on column speaker_mentions.target is 'The target.';
comment on column speaker_mentions.article_id is 'The article.';
comment on column speaker_mentions.ordinal is 'Place of the mention in the article, as in mentions.';
comment on column speaker_mentions.insider is 'Whether the speaker is of the target''s maker: a named one as in weekly_speakers, one who is only described by the description (maker_introductions); null where that does not tell.';
