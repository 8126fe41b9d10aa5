-- Two views, and no query that is named twice in one of them: all its rows would be read first, whatever week is asked for.
create or replace view target_quotations as
select
    quotations.week,
    unnest(quotations.about) as target,
    quotations.person,
    quotations.speaker,
    quotations.speaker_role,
    quotations.speaker_org,
    quotations.article_id,
    quotations.ordinal,
    quotations.start_char,
    quotations.end_char,
    quotations.outlet,
    quotations.title,
    quotations.url,
    quotations.text,
    quotations.rank,
    quotations.story_id
from quotations
where quotations.speaker is not null and quotations.is_original;
comment on view target_quotations is 'One row a named speaker''s quotation in an original, and target that the article is about.';
comment on column target_quotations.week is 'ISO week of the article.';
comment on column target_quotations.target is 'A target that the article is about.';
comment on column target_quotations.person is 'The speaker''s name over all articles, as in quotations.';
comment on column target_quotations.speaker is 'The name as the article has it.';
comment on column target_quotations.speaker_role is 'The role it gives.';
comment on column target_quotations.speaker_org is 'The organisation it gives.';
comment on column target_quotations.article_id is 'The article.';
comment on column target_quotations.ordinal is 'Place in the article, from 1.';
comment on column target_quotations.start_char is 'Where the words begin in articles.text.';
comment on column target_quotations.end_char is 'Where they end.';
comment on column target_quotations.outlet is 'The outlet''s name.';
comment on column target_quotations.title is 'The article''s headline.';
comment on column target_quotations.url is 'Its address.';
comment on column target_quotations.text is 'The words, exactly as the article has them.';
comment on column target_quotations.rank is 'How well the quotation would stand for the article, 0 to 1.';
comment on column target_quotations.story_id is 'Id of the article''s story.';

create or replace view weekly_speakers as
with spoken as (
    select
        quoted.*,
        avg(mentions.polarity::decimal(18, 12)) as polarity
    from target_quotations as quoted
    left join mentions
        on mentions.article_id = quoted.article_id
        and mentions.week = quoted.week
        and mentions.target = quoted.target
        and mentions.voice = 'speaker'
        and mentions.start_char < quoted.end_char
        and mentions.end_char > quoted.start_char
    group by all
),
counted as (
    select
        spoken.week,
        spoken.target,
        spoken.person,
        count(*) as quotations,
        count(distinct outlet) as outlets,
        count(distinct story_id) as stories,
        -- Null where the week's articles say of no organisation.
        bool_or(case when introduction.target is not null then introduction.insider when spoken.speaker_org is not null then false end) as insider,
        arg_min(
            {
                'text': text, 'polarity': polarity, 'rank': rank, 'outlet': outlet, 'title': title, 'url': url, 'story_id': story_id
            },
            (length(text) > 480, polarity is null, -rank, url, ordinal)
        ) as best
    from spoken
    left join maker_introductions as introduction
        on introduction.target = spoken.target
        and introduction.speaker_role is not distinct from spoken.speaker_role
        and introduction.speaker_org is not distinct from spoken.speaker_org
        and introduction.speaker_description is null
    group by spoken.week, spoken.target, spoken.person
),
-- The role given most often; of those given equally often the first by the alphabet. DuckDB's mode() would read all weeks for one.
role as (
    select
        week,
        target,
        person,
        arg_min(speaker_role, (-quotations, speaker_role)) as speaker_role
    from (
        select
            week,
            target,
            person,
            speaker_role,
            count(*) as quotations
        from target_quotations
        group by week, target, person, speaker_role
    )
    where speaker_role is not null
    group by week, target, person
),
organisation as (
    select
        week,
        target,
        person,
        arg_min(speaker_org, (-quotations, speaker_org)) as speaker_org
    from (
        select
            week,
            target,
            person,
            speaker_org,
            count(*) as quotations
        from target_quotations
        group by week, target, person, speaker_org
    )
    where speaker_org is not null
    group by week, target, person
),
maker as (
    select
        name as target,
        unnest(coalesce(insiders, [maker])) as maker
    from targets
),
leaning as (
    select
        named.week,
        named.target,
        named.person,
        count(*) as mentions,
        avg(mentions.polarity::decimal(18, 12)) as polarity
    from (select distinct week, target, person, speaker, article_id from target_quotations) as named
    join mentions using (week, article_id, speaker, target)
    where mentions.voice = 'speaker'
    group by named.week, named.target, named.person
)
select
    counted.week,
    counted.target,
    counted.person,
    role.speaker_role,
    organisation.speaker_org,
    coalesce(counted.insider, affiliations.of_maker * 2 >= affiliations.quotations, false) or maker.target is not null as insider,
    counted.quotations,
    counted.stories,
    counted.outlets,
    coalesce(leaning.mentions, 0) as mentions,
    leaning.polarity,
    counted.best.text as best_quotation,
    counted.best.polarity as best_quotation_polarity,
    counted.best.rank as best_quotation_rank,
    counted.best.outlet as best_quotation_outlet,
    counted.best.title as best_quotation_title,
    counted.best.url as best_quotation_url,
    counted.best.story_id as best_quotation_story
from counted
left join role using (week, target, person)
left join organisation using (week, target, person)
left join affiliations using (target, person)
left join (
    select distinct
        target,
        lower(maker) as name
    from maker
) as maker on maker.target = counted.target and maker.name = lower(counted.person)  -- the maker speaks itself
left join leaning using (week, target, person);
comment on view weekly_speakers is 'One row a week, target and person quoted in the stories about it: whether of its maker, how they speak of it, and their best quotation.';
comment on column weekly_speakers.week is 'ISO week.';
comment on column weekly_speakers.target is 'The target that the stories are about.';
comment on column weekly_speakers.person is 'The person''s or organisation''s name over all articles, as in quotations.';
comment on column weekly_speakers.speaker_role is 'Role that most of the quotations give.';
comment on column weekly_speakers.speaker_org is 'Organisation that most of them give.';
comment on column weekly_speakers.insider is 'Whether the person is of the target''s maker (target.insiders): introduced so in the week (maker_introductions), or, where the week''s articles give no organisation, in at least half of all quotations that do (affiliations); or the maker itself is given as the speaker.';
comment on column weekly_speakers.quotations is 'Quotations in the originals of these stories.';
comment on column weekly_speakers.stories is 'Stories with them.';
comment on column weekly_speakers.outlets is 'Outlets with them.';
comment on column weekly_speakers.mentions is 'Mentions of the target in the person''s words.';
comment on column weekly_speakers.polarity is 'Their mean polarity, -1 to 1; null without mentions.';
comment on column weekly_speakers.best_quotation is 'The quotation that stands for the person: one that names the target before others, then by rank; those of more than 480 characters last.';
comment on column weekly_speakers.best_quotation_polarity is 'Mean polarity of the target''s mentions in it; null where it names no target.';
comment on column weekly_speakers.best_quotation_rank is 'Its rank, 0 to 1.';
comment on column weekly_speakers.best_quotation_outlet is 'The outlet that has it.';
comment on column weekly_speakers.best_quotation_title is 'The article''s headline.';
comment on column weekly_speakers.best_quotation_url is 'The article''s address.';
comment on column weekly_speakers.best_quotation_story is 'Id of its story.';
