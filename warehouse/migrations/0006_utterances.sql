-- An utterance is led by one wording, so that it is the same in whatever order articles arrive. The next publication groups all quotations anew.
delete from quotation_wording;
delete from wording_key;
drop table wording;

create table wording (
    wording_id varchar not null,
    lead_id varchar not null,
    utterance_id varchar not null,
    words varchar not null,
    speaker_key varchar not null
);
comment on table wording is 'One row a wording of quoted words, case, marks and layout aside, and a speaker credited with it. Small edits and parts of one wording are led by it.';
comment on column wording.wording_id is 'Digest of the words and the speaker''s surname.';
comment on column wording.lead_id is 'The wording that leads its utterance: the longest of its speaker''s that are the same words. Its own id where it leads.';
comment on column wording.utterance_id is 'The utterance: digest of the leading words; of fewer than eight also of the speaker''s surname, since anybody may say so little.';
comment on column wording.words is 'The words in small letters, parted by a space each.';
comment on column wording.speaker_key is 'Surname of the speaker in small letters; empty where nobody is named.';

create table wording_alike (
    wording_id varchar not null,
    other_id varchar not null
);
comment on table wording_alike is 'Wordings that are the same words, cut or edited a little: two rows a pair, one each way.';
comment on column wording_alike.wording_id is 'A wording.';
comment on column wording_alike.other_id is 'One that is the same words.';

comment on column quotation.speaker_description is 'What the article calls a speaker whom it does not name (a person briefed on the plans), or several who speak as one. Null for one who is named.';
