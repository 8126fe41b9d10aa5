create or replace view speakers as
with quoted as (
    select *
    from quotations
    where person is not null and is_original
),
person as (
    select
        person,
        count(*) as quotations,
        count(distinct article_id) as articles,
        count(distinct outlet) as outlets,
        list(distinct coalesce(speaker, speaker_description) order by coalesce(speaker, speaker_description)) as forms,
        arg_max(text, (rank, url, ordinal)) as best_quotation,
        arg_max(url, (rank, url, ordinal)) as best_quotation_url,
        min(published_at) as first_quoted_at,
        max(published_at) as last_quoted_at
    from quoted
    group by person
),
-- The role given in most articles; of those given equally often the one given last, then the first by the alphabet.
role as (
    select
        person,
        speaker_role
    from quoted
    where speaker_role is not null
    group by person, speaker_role
    qualify row_number() over (partition by person order by count(distinct article_id) desc, max(published_at) desc nulls last, speaker_role) = 1
),
organisation as (
    select
        person,
        speaker_org
    from quoted
    where speaker_org is not null
    group by person, speaker_org
    qualify row_number() over (partition by person order by count(distinct article_id) desc, max(published_at) desc nulls last, speaker_org) = 1
),
named as (
    select distinct
        article_id,
        speaker,
        person
    from quotations
    where speaker is not null
),
leaning as (
    select
        named.person,
        count(*) as mentions,
        avg(mentions.polarity::decimal(18, 12)) as polarity
    from mentions
    join named using (article_id, speaker)
    where mentions.voice = 'speaker' and mentions.is_original
        and mentions.target = (select name from targets order by place limit 1)
    group by named.person
)
select
    person.person as speaker,
    role.speaker_role,
    organisation.speaker_org,
    person.forms,
    person.quotations,
    person.articles,
    person.outlets,
    coalesce(leaning.mentions, 0) as mentions,
    leaning.polarity,
    person.best_quotation,
    person.best_quotation_url,
    person.first_quoted_at,
    person.last_quoted_at
from person
left join role using (person)
left join organisation using (person)
left join leaning using (person);
comment on view speakers is 'One row a person or organisation quoted, over all articles and weeks; polarity is towards the first target of the watchlist.';
comment on column speakers.speaker is 'Name in full; what joins other forms with it is told in speaker_forms.';
comment on column speakers.speaker_role is 'Role given in most articles; of several the one given last.';
comment on column speakers.speaker_org is 'Organisation given in most articles; of several the one given last.';
comment on column speakers.forms is 'Forms by which articles give the speaker: names, and descriptions where they name nobody.';
comment on column speakers.quotations is 'Quotations of the speaker in originals.';
comment on column speakers.articles is 'Articles with them.';
comment on column speakers.outlets is 'Outlets with them.';
comment on column speakers.mentions is 'Mentions of the first target in the speaker''s words.';
comment on column speakers.polarity is 'Their mean polarity, -1 to 1; null without mentions.';
comment on column speakers.best_quotation is 'The quotation of highest rank.';
comment on column speakers.best_quotation_url is 'The article that has it.';
comment on column speakers.first_quoted_at is 'When first quoted (UTC).';
comment on column speakers.last_quoted_at is 'When last quoted (UTC).';
