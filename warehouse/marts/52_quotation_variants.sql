create or replace view quotation_variants as
with variant as (
    select
        utterance_id,
        words,
        min(wording_id) as wording_id,
        arg_min(text, place) as text,
        arg_min(outlet, place) as outlet,
        arg_min(url, place) as url,
        min(run_at) as first_run_at,
        min(place) as place,
        count(distinct article_id) as articles,
        count(distinct outlet) as outlets
    from quotation_runs
    group by utterance_id, words
),
numbered as (
    select
        *,
        row_number() over of_utterance as variant,
        first_value(wording_id) over of_utterance as first_wording_id,
        first_value(words) over of_utterance as first_words,
        count(*) over (partition by utterance_id) as variants
    from variant
    window of_utterance as (partition by utterance_id order by place)
),
word as (
    select
        wording_id,
        first_wording_id,
        unnest(string_split(words, ' ')) as word,
        generate_subscripts(string_split(words, ' '), 1) as place
    from numbered
    where variants > 1
),
put_in as (
    select
        word.wording_id,
        list(word.word order by word.place) as words_put_in
    from word
    left join word as original
        on original.wording_id = word.first_wording_id
        and original.word = word.word
    where original.word is null
    group by word.wording_id
),
left_out as (
    select
        numbered.wording_id,
        list(original.word order by original.place) as words_left_out
    from numbered
    join word as original on original.wording_id = numbered.first_wording_id
    left join word
        on word.wording_id = numbered.wording_id
        and word.word = original.word
    where word.word is null
    group by numbered.wording_id
)
select
    numbered.utterance_id,
    numbered.variant,
    numbered.text,
    numbered.outlet,
    numbered.url,
    numbered.first_run_at,
    numbered.outlets,
    numbered.articles,
    case
        when numbered.variant = 1 then 'first'
        when contains(' ' || numbered.first_words || ' ', ' ' || numbered.words || ' ') then 'shortened'
        when contains(' ' || numbered.words || ' ', ' ' || numbered.first_words || ' ') then 'longer'
        when put_in.words_put_in is null and left_out.words_left_out is null then 'other part'
        else 'edited'
    end as change,
    coalesce(left_out.words_left_out, []) as words_left_out,
    coalesce(put_in.words_put_in, []) as words_put_in,
    numbered.wording_id
from numbered
left join put_in using (wording_id)
left join left_out using (wording_id);
comment on view quotation_variants is 'One row a wording of an utterance: who ran it first, and what it changes against the wording that ran first of all.';
comment on column quotation_variants.utterance_id is 'Id of the utterance, as in quotations.';
comment on column quotation_variants.variant is 'Place of the wording, from 1, by when it first ran.';
comment on column quotation_variants.text is 'The words as the outlet has them that ran this wording first.';
comment on column quotation_variants.outlet is 'That outlet.';
comment on column quotation_variants.url is 'Its article.';
comment on column quotation_variants.first_run_at is 'When it ran (UTC); the end of the day where only the day is known.';
comment on column quotation_variants.outlets is 'Outlets that ran this wording.';
comment on column quotation_variants.articles is 'Articles that have it.';
comment on column quotation_variants.change is 'first, shortened (part of the first), longer (holds the first), other part or edited.';
comment on column quotation_variants.words_left_out is 'Words of the first wording that this one lacks.';
comment on column quotation_variants.words_put_in is 'Words of this one that the first lacks.';
comment on column quotation_variants.wording_id is 'Id of the wording, as in quotations; the least where it is credited to several speakers.';
