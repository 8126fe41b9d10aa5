-- What was known when. Every row tells since when it is known; what took another's place leaves it in a table of the past. With them the views
-- answer as of any moment. The week and the targets of a revision are stored, so that a week's rows are found without reading all.

alter table article add column is_copy boolean default false;
alter table article add column known_at timestamptz default '-infinity';
comment on column article.is_copy is 'Whether another outlet has its story''s original.';
comment on column article.known_at is 'Since when story_id, is_copy and withdrawn_at are what they are (UTC); what they were before stands in article_past.';
update article
set
    is_copy = article.outlet <> original.outlet,
    known_at = greatest(article.first_seen_at, article.withdrawn_at)
from article as original
where original.article_id = article.story_id;

create table article_past (
    article_id varchar not null,
    story_id varchar not null,
    is_copy boolean not null,
    withdrawn_at timestamptz,
    known_at timestamptz not null,
    replaced_at timestamptz not null
);
comment on table article_past is 'What articles'' stories and withdrawals were before: one row a change.';
comment on column article_past.article_id is 'The article.';
comment on column article_past.story_id is 'The article_id of its story''s original, then.';
comment on column article_past.is_copy is 'Whether another outlet had its story''s original, then.';
comment on column article_past.withdrawn_at is 'When its publisher was found to have withdrawn it (UTC); null while it stood.';
comment on column article_past.known_at is 'Since when that was known (UTC).';
comment on column article_past.replaced_at is 'Until when: from then on it is as the next row, or article, has it (UTC).';

alter table article_revision add column week varchar;
alter table article_revision add column targets varchar[];
alter table article_revision add column known_at timestamptz default '-infinity';
alter table article_revision add column superseded_at timestamptz;
comment on column article_revision.week is 'ISO week of publication in UTC, such as 2024-W30; of the article''s first sight where no date is known, or one in the future.';
comment on column article_revision.targets is 'Targets that it mentions.';
comment on column article_revision.known_at is 'Since when it reads as it does here (UTC): the run that stored it, or the moment it was read again and came out otherwise.';
comment on column article_revision.superseded_at is 'When a later revision took its place (UTC); null while it is current.';
update article_revision as revision
set
    week = placed.week,
    targets = placed.targets,
    known_at = revision.captured_at,
    superseded_at = placed.superseded_at
from (
    with named as (
        select
            article_id,
            revision,
            list(distinct target order by target) as targets
        from mention
        group by article_id, revision
    )
    select
        stored.article_id,
        stored.revision,
        strftime(
            case
                when coalesce(stored.published_at, 'infinity'::timestamptz) > article.first_seen_at + interval 1 day then article.first_seen_at
                else stored.published_at
            end at time zone 'UTC',
            '%G-W%V'
        ) as week,
        coalesce(named.targets, []) as targets,
        later.captured_at as superseded_at
    from article_revision as stored
    join article using (article_id)
    left join named on named.article_id = stored.article_id and named.revision = stored.revision
    left join article_revision as later on later.article_id = stored.article_id and later.revision = stored.revision + 1
) as placed
where placed.article_id = revision.article_id
    and placed.revision = revision.revision;

alter table quotation add column known_at timestamptz default '-infinity';
comment on column quotation.known_at is 'Since when it is read so (UTC).';
update quotation
set known_at = revision.captured_at
from article_revision as revision
where revision.article_id = quotation.article_id
    and revision.revision = quotation.revision;

alter table mention add column known_at timestamptz default '-infinity';
comment on column mention.known_at is 'Since when it is read and scored so (UTC).';
update mention
set known_at = revision.captured_at
from article_revision as revision
where revision.article_id = mention.article_id
    and revision.revision = mention.revision;

create table article_revision_past as
from article_revision
limit 0;
alter table article_revision_past add column replaced_at timestamptz;
comment on table article_revision_past is 'How revisions read before they were read again and came out otherwise, or were taken out.';
comment on column article_revision_past.article_id is 'The article.';
comment on column article_revision_past.revision is 'Number of the revision, from 1.';
comment on column article_revision_past.canonical_url is 'The address that the page declares as its own; another host''s where it is a copy.';
comment on column article_revision_past.title is 'Its headline.';
comment on column article_revision_past.authors is 'Its authors'' names; empty where it names nobody.';
comment on column article_revision_past.published_at is 'When it was published (UTC); start of the day where only the day is known.';
comment on column article_revision_past.published_precision is 'second, minute or day: how much of published_at is known.';
comment on column article_revision_past.published_on is 'The day of publication in the publisher''s own zone.';
comment on column article_revision_past.modified_at is 'When the publisher last changed it, as the page says (UTC).';
comment on column article_revision_past.text is 'Its text: paragraphs parted by a blank line; a block quotation''s begin with "> ".';
comment on column article_revision_past.text_digest is 'Digest of title and text.';
comment on column article_revision_past.completeness is 'full, teaser (cut or paywalled), wall (a consent or challenge page) or none.';
comment on column article_revision_past.language is 'Language as the page declares it.';
comment on column article_revision_past.evidence is 'Which source answered for each field, as JSON: {"authors": "json-ld"}.';
comment on column article_revision_past.relevant is 'Whether it is about the watchlist''s topic, not merely touching it.';
comment on column article_revision_past.relevance is 'How much it is about the topic, 0 to 1.';
comment on column article_revision_past.about is 'Targets that it is about, not merely mentions.';
comment on column article_revision_past.signature is 'MinHash of its text, for finding copies.';
comment on column article_revision_past.captured_at is 'When its page was fetched (UTC).';
comment on column article_revision_past.read_at is 'When it was read (UTC).';
comment on column article_revision_past.run_id is 'Run that stored it.';
comment on column article_revision_past.parser_version is 'Version of the readers that took title, authors, dates and text out of the page.';
comment on column article_revision_past.reader_version is 'Version of the readers that found quotations, mentions and relevance in the text; the same unless the page''s capture was gone when it was read again.';
comment on column article_revision_past.credits is 'Outlets and agencies that it may credit for its text, as it writes them; its authors among them.';
comment on column article_revision_past.week is 'ISO week of publication in UTC.';
comment on column article_revision_past.targets is 'Targets that it mentioned.';
comment on column article_revision_past.known_at is 'Since when it read so (UTC).';
comment on column article_revision_past.superseded_at is 'When a later revision took its place (UTC).';
comment on column article_revision_past.replaced_at is 'Until when it read so (UTC).';

create table quotation_past as
from quotation
limit 0;
alter table quotation_past add column replaced_at timestamptz;
comment on table quotation_past is 'Quotations as an earlier reading of the same revision had them.';
comment on column quotation_past.article_id is 'The article.';
comment on column quotation_past.revision is 'Its revision.';
comment on column quotation_past.ordinal is 'Place in the article, from 1.';
comment on column quotation_past.text is 'The words inside the marks, exactly as the article has them.';
comment on column quotation_past.start_char is 'Where they begin in the revision''s text, in characters from 0.';
comment on column quotation_past.end_char is 'Where they end.';
comment on column quotation_past.speaker is 'Who said them, by full name where the article gives it; null for an unnamed or doubtful speaker.';
comment on column quotation_past.speaker_role is 'The speaker''s role as the article introduces it.';
comment on column quotation_past.speaker_org is 'The organisation the speaker is introduced with.';
comment on column quotation_past.cue is 'The word that attributes: said, according to.';
comment on column quotation_past.kind is 'direct (in quotation marks) or block (a block quotation).';
comment on column quotation_past.rank is 'How well the quotation would stand for the article, 0 to 1.';
comment on column quotation_past.speaker_description is 'What the article calls a speaker whom it does not name: a person briefed on the plans. Null for a named one.';
comment on column quotation_past.known_at is 'Since when it was read so (UTC).';
comment on column quotation_past.replaced_at is 'Until when it was read so (UTC).';

create table mention_past as
from mention
limit 0;
alter table mention_past add column replaced_at timestamptz;
comment on table mention_past is 'Mentions as an earlier reading of the same revision, or an earlier model, had them.';
comment on column mention_past.article_id is 'The article.';
comment on column mention_past.revision is 'Its revision.';
comment on column mention_past.ordinal is 'Place in the article, from 1.';
comment on column mention_past.target is 'The target''s name in the watchlist.';
comment on column mention_past.sentence is 'The sentence it stands in.';
comment on column mention_past.start_char is 'Where the sentence begins in the text (in the title where the voice is headline).';
comment on column mention_past.end_char is 'Where the sentence ends.';
comment on column mention_past.alias is 'The words that name the target.';
comment on column mention_past.alias_start is 'Where they begin.';
comment on column mention_past.alias_end is 'Where they end.';
comment on column mention_past.voice is 'Whose words the sentence is: author, headline or speaker.';
comment on column mention_past.speaker is 'The speaker''s name where the voice is speaker; null for an unnamed one.';
comment on column mention_past.aspects is 'Aspects that the sentence speaks of.';
comment on column mention_past.p_neg is 'Probability that it speaks ill of the target.';
comment on column mention_past.p_neu is 'Probability that it takes no side.';
comment on column mention_past.p_pos is 'Probability that it speaks well of the target.';
comment on column mention_past.model_version is 'Version of the stance model.';
comment on column mention_past.scored_at is 'When it was scored (UTC).';
comment on column mention_past.known_at is 'Since when it was read and scored so (UTC).';
comment on column mention_past.replaced_at is 'Until when it was read and scored so (UTC).';

alter table speaker_form add column known_at timestamptz default '-infinity';
comment on column speaker_form.known_at is 'Since when the form means that person (UTC).';
create table speaker_form_past as
from speaker_form
limit 0;
alter table speaker_form_past add column replaced_at timestamptz;
comment on table speaker_form_past is 'Whom forms of names meant before.';
comment on column speaker_form_past.article_id is 'The article in which the form meant that person; empty: every article.';
comment on column speaker_form_past.speaker is 'The form, as in quotation.speaker; empty where the speaker is only described.';
comment on column speaker_form_past.description is 'The description, as in quotation.speaker_description; empty where the speaker is named.';
comment on column speaker_form_past.person is 'The person''s name in full.';
comment on column speaker_form_past.evidence is 'What spoke for it.';
comment on column speaker_form_past.known_at is 'Since when the form meant that person (UTC).';
comment on column speaker_form_past.replaced_at is 'Until when (UTC).';

alter table feed add column known_at timestamptz default '-infinity';
comment on column feed.known_at is 'Since when name, kind, expected_gap_days and watched are what they are (UTC).';
update feed
set known_at = coalesce((select min(polled_at) from feed_poll where feed_poll.feed_url = feed.feed_url), '-infinity');
create table feed_past (
    feed_url varchar not null,
    name varchar not null,
    kind varchar not null,
    expected_gap_days double not null,
    watched boolean not null,
    known_at timestamptz not null,
    replaced_at timestamptz not null
);
comment on table feed_past is 'What the watchlist held of feeds before: one row a change.';
comment on column feed_past.feed_url is 'Address of the feed.';
comment on column feed_past.name is 'The outlet''s name, then.';
comment on column feed_past.kind is 'Its kind, then.';
comment on column feed_past.expected_gap_days is 'Days of silence after which it read as stale.';
comment on column feed_past.watched is 'Whether the watchlist held it.';
comment on column feed_past.known_at is 'Since when that was so (UTC).';
comment on column feed_past.replaced_at is 'Until when (UTC).';

alter table feed_poll add column failures integer;
alter table feed_poll add column last_answered_at timestamptz;
alter table feed_poll add column last_new_at timestamptz;
alter table feed_poll add column usual_gap_days double;
alter table feed_poll add column longest_gap_days double;
alter table feed_poll add column due_at timestamptz;
alter table feed_poll add column resume_at timestamptz;
alter table feed_poll add column asked_url varchar;
comment on column feed_poll.failures is 'Polls in a row that had failed by then. This and the columns after it tell how the feed stood after the poll; null before they were kept.';
comment on column feed_poll.last_answered_at is 'When it had last answered as a feed should (UTC).';
comment on column feed_poll.last_new_at is 'When it had last announced something new (UTC).';
comment on column feed_poll.usual_gap_days is 'Median of the days between its entries, then.';
comment on column feed_poll.longest_gap_days is 'Days that nineteen of twenty gaps between its entries stayed below, then.';
comment on column feed_poll.due_at is 'When a scheduled run was to ask it again (UTC).';
comment on column feed_poll.resume_at is 'Not to be asked before this time (UTC).';
comment on column feed_poll.asked_url is 'Address it was to be asked at, where that was not feed_url.';
update feed_poll
set
    failures = feed.failures,
    last_answered_at = feed.last_answered_at,
    last_new_at = feed.last_new_at,
    usual_gap_days = feed.usual_gap_days,
    longest_gap_days = feed.longest_gap_days,
    due_at = feed.due_at,
    resume_at = feed.resume_at,
    asked_url = feed.asked_url
from feed
where feed_poll.feed_url = feed.feed_url
    and feed_poll.polled_at = feed.last_polled_at;

create table page_failure_past (
    entry_id varchar not null,
    feed_url varchar not null,
    known_at timestamptz not null,
    replaced_at timestamptz not null
);
comment on table page_failure_past is 'Pages that could not be read at first, and were read later.';
comment on column page_failure_past.entry_id is 'The entry that announced the page.';
comment on column page_failure_past.feed_url is 'Feed that announced it.';
comment on column page_failure_past.known_at is 'When it first failed (UTC).';
comment on column page_failure_past.replaced_at is 'When it was read (UTC).';

alter table target add column known_at timestamptz default '-infinity';
comment on column target.known_at is 'Since when the watchlist has it so (UTC).';
create table target_past as
from target
limit 0;
alter table target_past add column replaced_at timestamptz;
comment on table target_past is 'What the watchlist held of targets before.';
comment on column target_past.name is 'Name of the model family.';
comment on column target_past.maker is 'Who makes it.';
comment on column target_past.place is 'Place in the watchlist, then.';
comment on column target_past.known_at is 'Since when that was so (UTC).';
comment on column target_past.replaced_at is 'Until when (UTC).';

alter table aspect add column known_at timestamptz default '-infinity';
comment on column aspect.known_at is 'Since when the watchlist has it so (UTC).';
create table aspect_past as
from aspect
limit 0;
alter table aspect_past add column replaced_at timestamptz;
comment on table aspect_past is 'What the watchlist held of aspects before.';
comment on column aspect_past.name is 'Short name, as in mention.aspects.';
comment on column aspect_past.label is 'Name as reports printed it.';
comment on column aspect_past.place is 'Place in the watchlist, then.';
comment on column aspect_past.known_at is 'Since when that was so (UTC).';
comment on column aspect_past.replaced_at is 'Until when (UTC).';

alter table event add column known_at timestamptz default '-infinity';
comment on column event.known_at is 'Since when the watchlist has it so (UTC).';
create table event_past as
from event
limit 0;
alter table event_past add column replaced_at timestamptz;
comment on table event_past is 'What the watchlist held of releases and decisions before.';
comment on column event_past.name is 'What happened.';
comment on column event_past.target is 'Target concerned.';
comment on column event_past.happened_on is 'The day.';
comment on column event_past.known_at is 'Since when that was so (UTC).';
comment on column event_past.replaced_at is 'Until when (UTC).';
