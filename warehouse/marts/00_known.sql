-- The rows as they were known at a moment, which `set variable as_of = timestamptz '2024-07-29 06:00:00+00'` names; without one, as they are now.
-- Every other view is made of these, so that each answers as of that moment.
create or replace view article_known as
select
    article.article_id,
    article.url,
    article.feed_url,
    article.outlet,
    article.outlet_kind,
    article.first_seen_at,
    case when past.article_id is null then article.story_id else past.story_id end as story_id,
    case when past.article_id is null then article.is_copy else past.is_copy end as is_copy,
    case when past.article_id is null then article.withdrawn_at else past.withdrawn_at end as withdrawn_at,
    -- What a page said of itself before it was last looked at is not kept.
    case when coalesce(article.visited_at, '-infinity') <= coalesce(getvariable('as_of')::timestamptz, 'infinity') then article.page_last_modified end as page_last_modified
from article
left join (
    select *
    from article_past
    where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
        and replaced_at > coalesce(getvariable('as_of')::timestamptz, 'infinity')
) as past on past.article_id = article.article_id
where article.first_seen_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view article_known is 'Articles with story and withdrawal as they were known at as_of.';
comment on column article_known.article_id is 'Digest of its canonical address.';
comment on column article_known.url is 'Its canonical address: no tracking parameters, AMP or mobile host.';
comment on column article_known.feed_url is 'Feed that announced it first.';
comment on column article_known.outlet is 'The outlet''s name.';
comment on column article_known.outlet_kind is 'The outlet''s kind, as in feed.';
comment on column article_known.first_seen_at is 'When it was first seen (UTC).';
comment on column article_known.story_id is 'The article_id of its story''s original: its own, unless it is a copy.';
comment on column article_known.is_copy is 'Whether another outlet has its story''s original.';
comment on column article_known.withdrawn_at is 'When its publisher was found to have withdrawn it (UTC); null while it stands.';
comment on column article_known.page_last_modified is 'Validator of its page, sent back as received.';

create or replace view revision_read as
select
    article_id,
    revision,
    canonical_url,
    title,
    authors,
    published_at,
    published_precision,
    published_on,
    modified_at,
    text,
    text_digest,
    completeness,
    language,
    evidence,
    relevant,
    relevance,
    about,
    signature,
    credits,
    week,
    targets,
    captured_at,
    read_at,
    known_at,
    superseded_at,
    parser_version,
    reader_version,
    run_id
from article_revision
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
union all
select
    article_id,
    revision,
    canonical_url,
    title,
    authors,
    published_at,
    published_precision,
    published_on,
    modified_at,
    text,
    text_digest,
    completeness,
    language,
    evidence,
    relevant,
    relevance,
    about,
    signature,
    credits,
    week,
    targets,
    captured_at,
    read_at,
    known_at,
    superseded_at,
    parser_version,
    reader_version,
    run_id
from article_revision_past
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    and replaced_at > coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view revision_read is 'All revisions known at as_of, each as it was read then.';
comment on column revision_read.article_id is 'The article.';
comment on column revision_read.revision is 'Number of the revision, from 1.';
comment on column revision_read.canonical_url is 'The address that the page declares as its own; another host''s where it is a copy.';
comment on column revision_read.title is 'Its headline.';
comment on column revision_read.authors is 'Its authors'' names; empty where it names nobody.';
comment on column revision_read.published_at is 'When it was published (UTC); start of the day where only the day is known.';
comment on column revision_read.published_precision is 'second, minute or day: how much of published_at is known.';
comment on column revision_read.published_on is 'The day of publication in the publisher''s own zone.';
comment on column revision_read.modified_at is 'When the publisher last changed it, as the page says (UTC).';
comment on column revision_read.text is 'Its text: paragraphs parted by a blank line; a block quotation''s begin with "> ".';
comment on column revision_read.text_digest is 'Digest of title and text.';
comment on column revision_read.completeness is 'full, teaser (cut or paywalled), wall (a consent or challenge page) or none.';
comment on column revision_read.language is 'Language as the page declares it.';
comment on column revision_read.evidence is 'Which source answered for each field, as JSON: {"authors": "json-ld"}.';
comment on column revision_read.relevant is 'Whether it is about the watchlist''s topic, not merely touching it.';
comment on column revision_read.relevance is 'How much it is about the topic, 0 to 1.';
comment on column revision_read.about is 'Targets that it is about, not merely mentions.';
comment on column revision_read.signature is 'MinHash of its text, for finding copies.';
comment on column revision_read.credits is 'Outlets and agencies that it may credit for its text, as it writes them; its authors among them.';
comment on column revision_read.week is 'ISO week of publication in UTC, such as 2024-W30; of the article''s first sight where no date is known, or one in the future.';
comment on column revision_read.targets is 'Targets that it mentions.';
comment on column revision_read.captured_at is 'When its page was fetched (UTC).';
comment on column revision_read.read_at is 'When it was read (UTC).';
comment on column revision_read.known_at is 'Since when it reads as it does here (UTC): the run that stored it, or the moment it was read again and came out otherwise.';
comment on column revision_read.superseded_at is 'When a later revision took its place (UTC); null while it is current.';
comment on column revision_read.parser_version is 'Version of the readers that took title, authors, dates and text out of the page.';
comment on column revision_read.reader_version is 'Version of the readers that found quotations, mentions and relevance in the text; the same unless the page''s capture was gone when it was read again.';
comment on column revision_read.run_id is 'Run that stored it.';

create or replace view revision_known as
select *
from revision_read
where superseded_at is null
    or superseded_at > coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view revision_known is 'Of each article the revision that was current at as_of, as it was read then.';
comment on column revision_known.article_id is 'The article.';
comment on column revision_known.revision is 'Number of the revision, from 1.';
comment on column revision_known.canonical_url is 'The address that the page declares as its own; another host''s where it is a copy.';
comment on column revision_known.title is 'Its headline.';
comment on column revision_known.authors is 'Its authors'' names; empty where it names nobody.';
comment on column revision_known.published_at is 'When it was published (UTC); start of the day where only the day is known.';
comment on column revision_known.published_precision is 'second, minute or day: how much of published_at is known.';
comment on column revision_known.published_on is 'The day of publication in the publisher''s own zone.';
comment on column revision_known.modified_at is 'When the publisher last changed it, as the page says (UTC).';
comment on column revision_known.text is 'Its text: paragraphs parted by a blank line; a block quotation''s begin with "> ".';
comment on column revision_known.text_digest is 'Digest of title and text.';
comment on column revision_known.completeness is 'full, teaser (cut or paywalled), wall (a consent or challenge page) or none.';
comment on column revision_known.language is 'Language as the page declares it.';
comment on column revision_known.evidence is 'Which source answered for each field, as JSON: {"authors": "json-ld"}.';
comment on column revision_known.relevant is 'Whether it is about the watchlist''s topic, not merely touching it.';
comment on column revision_known.relevance is 'How much it is about the topic, 0 to 1.';
comment on column revision_known.about is 'Targets that it is about, not merely mentions.';
comment on column revision_known.signature is 'MinHash of its text, for finding copies.';
comment on column revision_known.credits is 'Outlets and agencies that it may credit for its text, as it writes them; its authors among them.';
comment on column revision_known.week is 'ISO week of publication in UTC, such as 2024-W30; of the article''s first sight where no date is known, or one in the future.';
comment on column revision_known.targets is 'Targets that it mentions.';
comment on column revision_known.captured_at is 'When its page was fetched (UTC).';
comment on column revision_known.read_at is 'When it was read (UTC).';
comment on column revision_known.known_at is 'Since when it reads as it does here (UTC): the run that stored it, or the moment it was read again and came out otherwise.';
comment on column revision_known.superseded_at is 'When a later revision took its place (UTC); null while it is current.';
comment on column revision_known.parser_version is 'Version of the readers that took title, authors, dates and text out of the page.';
comment on column revision_known.reader_version is 'Version of the readers that found quotations, mentions and relevance in the text; the same unless the page''s capture was gone when it was read again.';
comment on column revision_known.run_id is 'Run that stored it.';

create or replace view quotation_known as
select
    article_id,
    revision,
    ordinal,
    text,
    start_char,
    end_char,
    speaker,
    speaker_role,
    speaker_org,
    speaker_description,
    cue,
    kind,
    rank,
    known_at
from quotation
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
union all
select
    article_id,
    revision,
    ordinal,
    text,
    start_char,
    end_char,
    speaker,
    speaker_role,
    speaker_org,
    speaker_description,
    cue,
    kind,
    rank,
    known_at
from quotation_past
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    and replaced_at > coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view quotation_known is 'Quotations of all revisions, as they were read at as_of.';
comment on column quotation_known.article_id is 'The article.';
comment on column quotation_known.revision is 'Its revision.';
comment on column quotation_known.ordinal is 'Place in the article, from 1.';
comment on column quotation_known.text is 'The words inside the marks, exactly as the article has them.';
comment on column quotation_known.start_char is 'Where they begin in the revision''s text, in characters from 0.';
comment on column quotation_known.end_char is 'Where they end.';
comment on column quotation_known.speaker is 'Who said them, by full name where the article gives it; null for an unnamed or doubtful speaker.';
comment on column quotation_known.speaker_role is 'The speaker''s role as the article introduces it.';
comment on column quotation_known.speaker_org is 'The organisation the speaker is introduced with.';
comment on column quotation_known.speaker_description is 'What the article calls a speaker whom it does not name: a person briefed on the plans. Null for a named one.';
comment on column quotation_known.cue is 'The word that attributes: said, according to.';
comment on column quotation_known.kind is 'direct (in quotation marks) or block (a block quotation).';
comment on column quotation_known.rank is 'How well the quotation would stand for the article, 0 to 1.';
comment on column quotation_known.known_at is 'Since when it is read so (UTC).';

create or replace view mention_known as
select
    article_id,
    revision,
    ordinal,
    target,
    sentence,
    start_char,
    end_char,
    alias,
    alias_start,
    alias_end,
    voice,
    speaker,
    aspects,
    p_neg,
    p_neu,
    p_pos,
    model_version,
    scored_at,
    known_at
from mention
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
union all
select
    article_id,
    revision,
    ordinal,
    target,
    sentence,
    start_char,
    end_char,
    alias,
    alias_start,
    alias_end,
    voice,
    speaker,
    aspects,
    p_neg,
    p_neu,
    p_pos,
    model_version,
    scored_at,
    known_at
from mention_past
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    and replaced_at > coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view mention_known is 'Mentions in all revisions, as they were read and scored at as_of.';
comment on column mention_known.article_id is 'The article.';
comment on column mention_known.revision is 'Its revision.';
comment on column mention_known.ordinal is 'Place in the article, from 1.';
comment on column mention_known.target is 'The target''s name in the watchlist.';
comment on column mention_known.sentence is 'The sentence it stands in.';
comment on column mention_known.start_char is 'Where the sentence begins in the text (in the title where the voice is headline).';
comment on column mention_known.end_char is 'Where the sentence ends.';
comment on column mention_known.alias is 'The words that name the target.';
comment on column mention_known.alias_start is 'Where they begin.';
comment on column mention_known.alias_end is 'Where they end.';
comment on column mention_known.voice is 'Whose words the sentence is: author, headline or speaker.';
comment on column mention_known.speaker is 'The speaker''s name where the voice is speaker; null for an unnamed one.';
comment on column mention_known.aspects is 'Aspects that the sentence speaks of.';
comment on column mention_known.p_neg is 'Probability that it speaks ill of the target.';
comment on column mention_known.p_neu is 'Probability that it takes no side.';
comment on column mention_known.p_pos is 'Probability that it speaks well of the target.';
comment on column mention_known.model_version is 'Version of the stance model.';
comment on column mention_known.scored_at is 'When it was scored (UTC).';
comment on column mention_known.known_at is 'Since when it is read and scored so (UTC).';

create or replace view speaker_form_known as
select
    article_id,
    speaker,
    description,
    person,
    evidence,
    known_at
from speaker_form
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
union all
select
    article_id,
    speaker,
    description,
    person,
    evidence,
    known_at
from speaker_form_past
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    and replaced_at > coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view speaker_form_known is 'Whom forms of names meant at as_of.';
comment on column speaker_form_known.article_id is 'The article in which the form means that person; empty: every article.';
comment on column speaker_form_known.speaker is 'The form, as in quotation.speaker; empty where the speaker is only described.';
comment on column speaker_form_known.description is 'The description, as in quotation.speaker_description; empty where the speaker is named.';
comment on column speaker_form_known.person is 'The person''s name in full.';
comment on column speaker_form_known.evidence is 'What speaks for it: alias file, title or initial left out, surname with organisation, role of organisation.';
comment on column speaker_form_known.known_at is 'Since when the form means that person (UTC).';
