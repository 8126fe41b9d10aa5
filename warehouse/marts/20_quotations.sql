create or replace view quotations as
with everywhere as (
    select
        speaker,
        person,
        evidence
    from speaker_form_known
    where article_id = ''
),
utterance as (
    select
        quotation_wording.article_id,
        revision.revision,
        revision.week,
        quotation_wording.ordinal,
        wording.utterance_id,
        wording.wording_id,
        wording.words
    from quotation_wording
    join wording using (wording_id)
    join article_revision as revision using (article_id)
    where revision.superseded_at is null  -- wordings are kept of revisions that are current now
)
select
    articles.week,
    articles.outlet,
    articles.title,
    articles.url,
    quotation.speaker,
    quotation.speaker_role,
    quotation.speaker_org,
    quotation.speaker_description,
    coalesce(here.person, everywhere.person, quotation.speaker) as person,
    coalesce(here.evidence, everywhere.evidence, case when quotation.speaker is not null then 'as written' end) as person_evidence,
    quotation.text,
    quotation.rank,
    quotation.kind,
    quotation.cue,
    articles.published_at,
    articles.relevant,
    articles.about,
    articles.is_original,
    quotation.article_id,
    quotation.ordinal,
    quotation.start_char,
    quotation.end_char,
    utterance.utterance_id,
    utterance.wording_id,
    utterance.words,
    articles.story_id,
    articles.first_seen_at,
    articles.captured_at,
    articles.read_at
from quotation_known as quotation
join articles using (article_id, revision)
left join everywhere on everywhere.speaker = quotation.speaker
left join speaker_form_known as here
    on here.article_id = quotation.article_id
    and here.speaker = coalesce(quotation.speaker, '')
    and here.description = coalesce(quotation.speaker_description, '')
left join utterance
    on utterance.article_id = quotation.article_id
    and utterance.revision = quotation.revision
    and utterance.week = articles.week  -- so that of one week no other wordings are looked up
    and utterance.ordinal = quotation.ordinal;
comment on view quotations is 'One row a quotation of an article''s current revision.';
comment on column quotations.week is 'ISO week of the article.';
comment on column quotations.outlet is 'The outlet''s name.';
comment on column quotations.title is 'The article''s headline.';
comment on column quotations.url is 'The article''s address.';
comment on column quotations.speaker is 'Who said it; null for an unnamed or doubtful speaker.';
comment on column quotations.speaker_role is 'The speaker''s role as the article introduces it.';
comment on column quotations.speaker_org is 'The organisation the speaker is introduced with.';
comment on column quotations.speaker_description is 'What the article calls a speaker whom it does not name (a person briefed on the plans), or several who speak as one (Ann Roe and Bob Hale).';
comment on column quotations.person is 'The speaker''s name over all articles, where forms of one name are joined; the speaker as written otherwise.';
comment on column quotations.person_evidence is 'What joins the form with the person: as written, full name, surname with an organisation or the same words, role of an organisation, alias file.';
comment on column quotations.text is 'The words, exactly as the article has them.';
comment on column quotations.rank is 'How well the quotation would stand for the article, 0 to 1.';
comment on column quotations.kind is 'direct or block.';
comment on column quotations.cue is 'The word that attributes.';
comment on column quotations.published_at is 'When the article was published (UTC).';
comment on column quotations.relevant is 'Whether the article is about the topic.';
comment on column quotations.about is 'Targets that the article is about.';
comment on column quotations.is_original is 'Whether the article is its story''s original.';
comment on column quotations.article_id is 'The article.';
comment on column quotations.ordinal is 'Place in the article, from 1.';
comment on column quotations.start_char is 'Where the words begin in articles.text, in characters from 0.';
comment on column quotations.end_char is 'Where they end.';
comment on column quotations.utterance_id is 'Id of the utterance: the same words in other outlets have the same one. It may change while more of them come in, and is told as it is now, whatever as_of; null in revisions that are not current now.';
comment on column quotations.wording_id is 'Id of the exact wording, marks aside, with this speaker''s surname.';
comment on column quotations.words is 'The words in small letters without marks.';
comment on column quotations.story_id is 'Id of the article''s story.';
comment on column quotations.first_seen_at is 'When the article was first seen (UTC).';
comment on column quotations.captured_at is 'When the page was fetched (UTC).';
comment on column quotations.read_at is 'When the quotation was found in it (UTC).';
