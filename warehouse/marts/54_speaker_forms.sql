create or replace view speaker_forms as
select
    person as speaker,
    coalesce(speaker, speaker_description) as form,
    speaker is not null as is_named,
    speaker_role,
    speaker_org,
    person_evidence as evidence,
    count(*) as quotations,
    count(distinct article_id) as articles,
    list(distinct url order by url)[1:5] as urls
from quotations
where person is not null
group by all;
comment on view speaker_forms is 'One row a form by which articles give a speaker, with the evidence that it is that person. speakers.toml corrects it.';
comment on column speaker_forms.speaker is 'The person''s or organisation''s name in full, as in speakers.';
comment on column speaker_forms.form is 'The name as articles have it, or the description where they have none.';
comment on column speaker_forms.is_named is 'Whether the form is a name, and no description.';
comment on column speaker_forms.speaker_role is 'The role these articles give.';
comment on column speaker_forms.speaker_org is 'The organisation they give.';
comment on column speaker_forms.evidence is 'as written; full name (but for a title, an initial or accents); surname with an organisation or role, or with words that run under the full name elsewhere; role of an organisation; alias file.';
comment on column speaker_forms.quotations is 'Quotations under this form.';
comment on column speaker_forms.articles is 'Articles that use it.';
comment on column speaker_forms.urls is 'The first five of their addresses.';
