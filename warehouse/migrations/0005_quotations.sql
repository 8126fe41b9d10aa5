alter table quotation add column speaker_description varchar;
comment on column quotation.speaker_description is 'What the article calls a speaker whom it does not name: a person briefed on the plans. Null for a named one.';

create table wording (
    wording_id varchar primary key,
    utterance_id varchar not null,
    words varchar not null,
    speaker_key varchar not null
);
comment on table wording is 'One row a wording of quoted words, case, marks and layout aside. Wordings that differ by small edits, or are part of one another, are one utterance.';
comment on column wording.wording_id is 'Digest of the words; of fewer than eight words also of the speaker''s surname, since anybody may say so little.';
comment on column wording.utterance_id is 'The utterance: the least wording_id of its wordings.';
comment on column wording.words is 'The words in small letters, parted by a space each.';
comment on column wording.speaker_key is 'Surname of the speaker in small letters; empty where nobody is named.';

create table wording_key (
    key ubigint not null,
    wording_id varchar not null
);
comment on table wording_key is 'Keys under which wordings with words in common meet: digests of four words in a row.';
comment on column wording_key.key is 'The key.';
comment on column wording_key.wording_id is 'A wording that has it.';

create table quotation_wording (
    article_id varchar not null,
    ordinal integer not null,
    wording_id varchar not null
);
comment on table quotation_wording is 'One row a quotation of an article''s current revision: its wording.';
comment on column quotation_wording.article_id is 'The article.';
comment on column quotation_wording.ordinal is 'The quotation''s place in the article.';
comment on column quotation_wording.wording_id is 'The wording.';

create table person_alias (
    person varchar not null,
    form varchar not null,
    organisation varchar not null
);
comment on table person_alias is 'What people have written in speakers.toml: which name a form stands for.';
comment on column person_alias.person is 'The person''s name.';
comment on column person_alias.form is 'A form that means that person, in small letters.';
comment on column person_alias.organisation is 'Only in articles that give or name this organisation, in small letters; empty: everywhere.';

create table speaker_form (
    article_id varchar not null,
    speaker varchar not null,
    description varchar not null,
    person varchar not null,
    evidence varchar not null
);
comment on table speaker_form is 'Whom a form of a name means, where that is somebody whose name is written otherwise. Made anew before each publication.';
comment on column speaker_form.article_id is 'The article in which the form means that person; empty: every article.';
comment on column speaker_form.speaker is 'The form, as in quotation.speaker; empty where the speaker is only described.';
comment on column speaker_form.description is 'The description, as in quotation.speaker_description; empty where the speaker is named.';
comment on column speaker_form.person is 'The person''s name in full.';
comment on column speaker_form.evidence is 'What speaks for it: alias file, title or initial left out, surname with organisation, role of organisation.';
