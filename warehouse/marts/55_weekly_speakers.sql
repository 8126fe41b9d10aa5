create or replace view weekly_speakers as
with quoted as (
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
    where quotations.speaker is not null and quotations.is_original
),
-- Roles and organisations as words between spaces, in which a name of the maker is looked for whole.
introduced as (
    select
        week,
        target,
        person,
        ' ' || string_agg(regexp_replace(lower(concat_ws(' ', speaker_role, speaker_org)), '[^\w]+', ' ', 'g'), ' ') || ' ' as words
    from quoted
    group by week, target, person
),
insider as (
    select
        introduced.week,
        introduced.target,
        introduced.person,
        bool_or(contains(introduced.words, ' ' || trim(regexp_replace(lower(name), '[^\w]+', ' ', 'g')) || ' ')) as insider
    from introduced
    join (
        select
            targets.name as target,
            unnest(coalesce(targets.insiders, [targets.maker])) as name
        from targets
    ) as maker on maker.target = introduced.target
    where trim(maker.name) <> ''
    group by introduced.week, introduced.target, introduced.person
),
spoken as (
    select
        quoted.*,
        avg(mentions.polarity::decimal(18, 12)) as polarity,
        count(mentions.polarity) as mentions
    from quoted
    left join mentions
        on mentions.article_id = quoted.article_id
        and mentions.target = quoted.target
        and mentions.voice = 'speaker'
        and mentions.start_char < quoted.end_char
        and mentions.end_char > quoted.start_char
    group by all
),
best as (
    select *
    from spoken
    qualify row_number() over (
        partition by week, target, person
        order by length(text) > 480, polarity is null, rank desc, url, ordinal
    ) = 1
),
leaning as (
    select
        named.week,
        named.target,
        named.person,
        count(*) as mentions,
        avg(mentions.polarity::decimal(18, 12)) as polarity
    from (select distinct week, target, person, speaker, article_id from quoted) as named
    join mentions using (article_id, speaker, target)
    where mentions.voice = 'speaker'
    group by named.week, named.target, named.person
),
counted as (
    select
        week,
        target,
        person,
        count(*) as quotations,
        count(distinct outlet) as outlets,
        count(distinct story_id) as stories,
        mode(speaker_role order by speaker_role) as speaker_role,
        mode(speaker_org order by speaker_org) as speaker_org
    from spoken
    group by week, target, person
)
select
    counted.week,
    counted.target,
    counted.person,
    counted.speaker_role,
    counted.speaker_org,
    coalesce(insider.insider, false) as insider,
    counted.quotations,
    counted.stories,
    counted.outlets,
    coalesce(leaning.mentions, 0) as mentions,
    leaning.polarity,
    best.text as best_quotation,
    best.polarity as best_quotation_polarity,
    best.rank as best_quotation_rank,
    best.outlet as best_quotation_outlet,
    best.title as best_quotation_title,
    best.url as best_quotation_url,
    best.story_id as best_quotation_story
from counted
join best using (week, target, person)
left join insider using (week, target, person)
left join leaning using (week, target, person);
comment on view weekly_speakers is 'One row a week, target and person quoted in the stories about it: whether of its maker, how they speak of it, and their best quotation.';
comment on column weekly_speakers.week is 'ISO week.';
comment on column weekly_speakers.target is 'The target that the stories are about.';
comment on column weekly_speakers.person is 'The person''s or organisation''s name over all articles, as in quotations.';
comment on column weekly_speakers.speaker_role is 'Role that most of the quotations give.';
comment on column weekly_speakers.speaker_org is 'Organisation that most of them give.';
comment on column weekly_speakers.insider is 'Whether role or organisation name the target''s maker (target.insiders).';
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
