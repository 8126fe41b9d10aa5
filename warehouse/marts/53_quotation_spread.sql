create or replace view quotation_spread as
with outlet_run as (
    select
        utterance_id,
        outlet,
        min(run_at) as run_at
    from quotation_runs
    group by utterance_id, outlet
),
run_by as (
    select
        utterance_id,
        list(outlet order by run_at, outlet) as outlets_in_order
    from outlet_run
    group by utterance_id
),
changed as (
    select
        variant.utterance_id,
        list(variant.outlet order by variant.first_run_at, variant.outlet) as changed_by
    from quotation_variants as variant
    join quotation_variants as original
        on original.utterance_id = variant.utterance_id
        and original.variant = 1
    where variant.variant > 1
        and variant.outlet <> original.outlet
    group by variant.utterance_id
),
utterance as (
    select
        utterance_id,
        arg_min(text, place) as text,
        arg_min(outlet, place) as first_outlet,
        arg_min(url, place) as first_url,
        arg_min(week, place) as week,
        min(run_at) as first_run_at,
        max(run_at) as last_run_at,
        count(distinct outlet) as outlets,
        count(distinct article_id) as articles,
        count(distinct story_id) as stories,
        count(distinct words) as variants,
        max(rank) as rank,
        bool_or(relevant) as relevant
    from quotation_runs
    group by utterance_id
),
credited as (
    select
        utterance_id,
        person,
        count(distinct article_id) as articles
    from quotation_runs
    where person is not null
    group by utterance_id, person
),
speaker as (
    select
        utterance_id,
        arg_max(person, (articles, person)) as person,
        count(*) as persons
    from credited
    group by utterance_id
)
select
    utterance.utterance_id,
    speaker.person,
    utterance.text,
    utterance.week,
    utterance.first_outlet,
    utterance.first_url,
    utterance.first_run_at,
    utterance.last_run_at,
    utterance.outlets,
    run_by.outlets_in_order as run_by,
    utterance.stories,
    utterance.articles - utterance.stories as copies,
    utterance.variants,
    coalesce(changed.changed_by, []) as changed_by,
    coalesce(speaker.persons, 0) as persons,
    utterance.rank,
    utterance.relevant
from utterance
join run_by using (utterance_id)
left join changed using (utterance_id)
left join speaker using (utterance_id);
comment on view quotation_spread is 'One row an utterance: who ran the words first, who ran them after, and who changed them. Copies of one story are told from independent quoting.';
comment on column quotation_spread.utterance_id is 'Id of the utterance, as in quotations.';
comment on column quotation_spread.person is 'Who said it, as most articles have it; null where none names anybody.';
comment on column quotation_spread.text is 'The words as they ran first.';
comment on column quotation_spread.week is 'ISO week of the article that ran them first.';
comment on column quotation_spread.first_outlet is 'The outlet that ran them first.';
comment on column quotation_spread.first_url is 'Its article.';
comment on column quotation_spread.first_run_at is 'When that was published (UTC); the end of the day where only the day is known.';
comment on column quotation_spread.last_run_at is 'When they were last run (UTC).';
comment on column quotation_spread.outlets is 'Outlets that ran them.';
comment on column quotation_spread.run_by is 'These outlets, in order.';
comment on column quotation_spread.stories is 'Stories that quote them independently of one another: copies of one story count once.';
comment on column quotation_spread.copies is 'Articles that have them as copies of such a story.';
comment on column quotation_spread.variants is 'Wordings; what they change is told in quotation_variants.';
comment on column quotation_spread.changed_by is 'Other outlets that were the first to run a wording other than the first, in order.';
comment on column quotation_spread.persons is 'Different persons that articles credit with them; more than one is worth a look.';
comment on column quotation_spread.rank is 'Highest rank of its quotations.';
comment on column quotation_spread.relevant is 'Whether any of the articles is about the topic.';
