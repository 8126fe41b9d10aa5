-- Of all weeks, and therefore from no view that joins articles: a scan of few columns, where a report asks for one week.
create or replace view affiliations as
with everywhere as (
    select
        speaker,
        person
    from speaker_form_known
    where article_id = ''
),
introduced as (
    select
        coalesce(here.person, everywhere.person, quotation.speaker) as person,
        quotation.speaker_role,
        quotation.speaker_org,
        count(*) as quotations
    from quotation_known as quotation
    left join everywhere on everywhere.speaker = quotation.speaker
    left join speaker_form_known as here
        on here.article_id = quotation.article_id
        and here.speaker = quotation.speaker
        and here.description = ''
    where quotation.speaker is not null
        and coalesce(quotation.speaker_role, quotation.speaker_org) is not null
    group by all
)
select
    targets.name as target,
    introduced.person,
    sum(introduced.quotations)::bigint as quotations,
    coalesce(sum(introduced.quotations) filter (where introduction.insider), 0)::bigint as of_maker
from introduced
cross join targets
left join maker_introductions as introduction
    on introduction.target = targets.name
    and introduction.speaker_role is not distinct from introduced.speaker_role
    and introduction.speaker_org is not distinct from introduced.speaker_org
    and introduction.speaker_description is null
where coalesce(introduced.speaker_org, introduction.target) is not null
group by targets.name, introduced.person;
comment on view affiliations is 'One row a target and person of whom any quotation gives an organisation, over all weeks: how often it is the target''s maker.';
comment on column affiliations.target is 'The target.';
comment on column affiliations.person is 'The person''s name over all articles, as in quotations.';
comment on column affiliations.quotations is 'Quotations that give an organisation, in all revisions and copies.';
comment on column affiliations.of_maker is 'Those of them that introduce the person as one of the target''s maker (maker_introductions.insider).';
