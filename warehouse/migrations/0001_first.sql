-- The tables of the first schema. Times are UTC; ids are digests, so a second reading of the same thing meets its own row.

create table fact (
    name varchar primary key,
    value varchar not null
);
comment on table fact is 'What this file is: one named fact a row.';
comment on column fact.name is 'Which fact: origin (sample or live).';
comment on column fact.value is 'Its value.';

create table feed (
    feed_url varchar primary key,
    name varchar not null,
    kind varchar not null,
    expected_gap_days double not null,
    watched boolean not null,
    etag varchar,
    last_modified varchar,
    moved_to varchar,
    last_polled_at timestamptz,
    last_answered_at timestamptz,
    last_new_at timestamptz
);
comment on table feed is 'One row a subscription, present or past, with what the last poll of it taught.';
comment on column feed.feed_url is 'Address of the feed as the watchlist gives it.';
comment on column feed.name is 'The outlet''s name.';
comment on column feed.kind is 'primary, press, analyst, policy, community, vendor or aggregator.';
comment on column feed.expected_gap_days is 'Days of silence after which the feed reads as stale.';
comment on column feed.watched is 'Whether the watchlist still holds it.';
comment on column feed.etag is 'Validator of the last full answer, sent back as received.';
comment on column feed.last_modified is 'Validator of the last full answer, sent back as received.';
comment on column feed.moved_to is 'Where permanent redirects led at the last poll.';
comment on column feed.last_polled_at is 'When it was last asked (UTC).';
comment on column feed.last_answered_at is 'When it last answered as a feed should (UTC).';
comment on column feed.last_new_at is 'When it last announced something new (UTC).';

create table run (
    run_id varchar primary key,
    started_at timestamptz not null,
    polled_at timestamptz not null,
    ended_at timestamptz,
    status varchar not null check (status in ('running', 'completed', 'interrupted', 'failed')),
    parser_version varchar not null,
    model_version varchar not null,
    watchlist_version varchar not null,
    feeds integer not null,
    replayed boolean not null
);
comment on table run is 'One row an ingest run.';
comment on column run.run_id is 'Id of the run.';
comment on column run.started_at is 'When the run started by the machine''s clock (UTC).';
comment on column run.polled_at is 'The moment the run stands for (UTC): its start, or the moment that a replay plays.';
comment on column run.ended_at is 'When it ended (UTC); null while it runs or where it was killed.';
comment on column run.status is 'running, completed, interrupted (killed; the next run did what was left) or failed.';
comment on column run.parser_version is 'Version of the readers that read its pages.';
comment on column run.model_version is 'Version of the stance model that scored its mentions.';
comment on column run.watchlist_version is 'Digest of the watchlist in force.';
comment on column run.feeds is 'Feeds watched.';
comment on column run.replayed is 'Whether the answers came from a capture file and not from the network.';

create table feed_poll (
    run_id varchar not null,
    feed_url varchar not null,
    outcome varchar not null check (outcome in ('fresh', 'quiet', 'unchanged', 'stale', 'rate-limited', 'blocked', 'moved', 'gone', 'broken')),
    reason varchar,
    http_status integer,
    polled_at timestamptz not null,
    entries integer not null,
    new_entries integer not null,
    fetched integer not null,
    read integer not null,
    relevant integer not null,
    primary key (run_id, feed_url)
);
comment on table feed_poll is 'The coverage ledger: exactly one row a feed and run.';
comment on column feed_poll.run_id is 'Run that asked.';
comment on column feed_poll.feed_url is 'Feed that was asked.';
comment on column feed_poll.outcome is 'fresh (something new), quiet (nothing new), unchanged (304), stale (nothing new for longer than expected), rate-limited, blocked, moved, gone or broken.';
comment on column feed_poll.reason is 'Why, where the outcome is a failure: a word of a fixed list.';
comment on column feed_poll.http_status is 'Status of the answer; null where there was none.';
comment on column feed_poll.polled_at is 'When it was asked (UTC).';
comment on column feed_poll.entries is 'Entries the feed announced.';
comment on column feed_poll.new_entries is 'Entries not seen before, or changed.';
comment on column feed_poll.fetched is 'Article pages fetched and read for them.';
comment on column feed_poll.read is 'Articles and revisions stored from them.';
comment on column feed_poll.relevant is 'Articles among these that are about the topic.';

create table entry (
    entry_id varchar primary key,
    feed_url varchar not null,
    guid varchar,
    url varchar,
    title varchar not null,
    digest varchar not null,
    published_at timestamptz,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    article_id varchar
);
comment on table entry is 'One row an announcement of a feed: what was announced when, and the article it led to.';
comment on column entry.entry_id is 'Digest of the feed and the entry''s GUID, or of its canonical address where it has none.';
comment on column entry.feed_url is 'Feed that announced it.';
comment on column entry.guid is 'GUID or id as the feed gives it.';
comment on column entry.url is 'Address it links to, canonical.';
comment on column entry.title is 'Title as the feed gives it.';
comment on column entry.digest is 'Digest of title, text and time of update: a change means that the article is read again.';
comment on column entry.published_at is 'Time of publication as the feed gives it (UTC).';
comment on column entry.first_seen_at is 'When it was first seen (UTC).';
comment on column entry.last_seen_at is 'When it was last seen changed (UTC).';
comment on column entry.article_id is 'The article it led to; null while that could not be read.';

create table page_failure (
    entry_id varchar primary key,
    feed_url varchar not null,
    url varchar,
    reason varchar not null,
    detail varchar not null,
    attempts integer not null,
    first_failed_at timestamptz not null,
    last_failed_at timestamptz not null,
    retry_at timestamptz
);
comment on table page_failure is 'Articles announced and not read, with the reason. A later success removes the row.';
comment on column page_failure.entry_id is 'The entry that announced the page.';
comment on column page_failure.feed_url is 'Feed that announced it.';
comment on column page_failure.url is 'Address that failed.';
comment on column page_failure.reason is 'Why: a word of a fixed list.';
comment on column page_failure.detail is 'The error in a sentence.';
comment on column page_failure.attempts is 'How often it was tried.';
comment on column page_failure.first_failed_at is 'When it first failed (UTC).';
comment on column page_failure.last_failed_at is 'When it last failed (UTC).';
comment on column page_failure.retry_at is 'Not to be tried again before this time (UTC); null where another try is pointless until the feed announces it anew.';

create table article (
    article_id varchar primary key,
    url varchar not null,
    feed_url varchar not null,
    outlet varchar not null,
    outlet_kind varchar not null,
    first_seen_at timestamptz not null,
    revision integer not null,
    story_id varchar not null
);
comment on table article is 'One row an article. What it says stands in article_revision.';
comment on column article.article_id is 'Digest of its canonical address.';
comment on column article.url is 'Its canonical address: no tracking parameters, AMP or mobile host.';
comment on column article.feed_url is 'Feed that announced it first.';
comment on column article.outlet is 'The outlet''s name.';
comment on column article.outlet_kind is 'The outlet''s kind, as in feed.';
comment on column article.first_seen_at is 'When it was first seen (UTC).';
comment on column article.revision is 'Number of its current revision.';
comment on column article.story_id is 'The article_id of its story''s original: its own, unless it is a copy.';

create table article_revision (
    article_id varchar not null,
    revision integer not null check (revision > 0),
    canonical_url varchar not null,
    title varchar not null,
    authors varchar[] not null,
    published_at timestamptz,
    published_precision varchar check (published_precision in ('second', 'minute', 'day')),
    published_on date,
    modified_at timestamptz,
    text varchar not null,
    text_digest varchar not null,
    completeness varchar not null check (completeness in ('full', 'teaser', 'wall', 'none')),
    language varchar,
    evidence json not null,
    relevant boolean not null,
    relevance double not null check (relevance between 0 and 1),
    about varchar[] not null,
    signature ubigint[] not null,
    captured_at timestamptz not null,
    read_at timestamptz not null,
    run_id varchar not null,
    primary key (article_id, revision)
);
comment on table article_revision is 'What an article said when: one row a version of it. Old ones are kept.';
comment on column article_revision.article_id is 'The article.';
comment on column article_revision.revision is 'Number of the revision, from 1.';
comment on column article_revision.canonical_url is 'The address that the page declares as its own; another host''s where it is a copy.';
comment on column article_revision.title is 'Its headline.';
comment on column article_revision.authors is 'Its authors'' names; empty where it names nobody.';
comment on column article_revision.published_at is 'When it was published (UTC); start of the day where only the day is known.';
comment on column article_revision.published_precision is 'second, minute or day: how much of published_at is known.';
comment on column article_revision.published_on is 'The day of publication in the publisher''s own zone.';
comment on column article_revision.modified_at is 'When the publisher last changed it, as the page says (UTC).';
comment on column article_revision.text is 'Its text: paragraphs parted by a blank line; a block quotation''s begin with "> ".';
comment on column article_revision.text_digest is 'Digest of title and text.';
comment on column article_revision.completeness is 'full, teaser (cut or paywalled), wall (a consent or challenge page) or none.';
comment on column article_revision.language is 'Language as the page declares it.';
comment on column article_revision.evidence is 'Which source answered for each field, as JSON: {"authors": "json-ld"}.';
comment on column article_revision.relevant is 'Whether it is about the watchlist''s topic, not merely touching it.';
comment on column article_revision.relevance is 'How much it is about the topic, 0 to 1.';
comment on column article_revision.about is 'Targets that it is about, not merely mentions.';
comment on column article_revision.signature is 'MinHash of its text, for finding copies.';
comment on column article_revision.captured_at is 'When its page was fetched (UTC).';
comment on column article_revision.read_at is 'When it was read (UTC).';
comment on column article_revision.run_id is 'Run that stored it.';

create table article_band (
    band ubigint not null,
    article_id varchar not null,
    primary key (band, article_id)
);
comment on table article_band is 'Keys under which copies of an article meet (locality-sensitive hashing of the signature).';
comment on column article_band.band is 'The key.';
comment on column article_band.article_id is 'An article that has it.';

create table quotation (
    article_id varchar not null,
    revision integer not null,
    ordinal integer not null,
    text varchar not null,
    start_char integer not null check (start_char >= 0),
    end_char integer not null check (end_char > start_char),
    speaker varchar,
    speaker_role varchar,
    speaker_org varchar,
    cue varchar,
    kind varchar not null check (kind in ('direct', 'block')),
    rank double not null check (rank between 0 and 1),
    primary key (article_id, revision, ordinal)
);
comment on table quotation is 'One row a quotation of an article''s revision.';
comment on column quotation.article_id is 'The article.';
comment on column quotation.revision is 'Its revision.';
comment on column quotation.ordinal is 'Place in the article, from 1.';
comment on column quotation.text is 'The words inside the marks, exactly as the article has them.';
comment on column quotation.start_char is 'Where they begin in the revision''s text, in characters from 0.';
comment on column quotation.end_char is 'Where they end.';
comment on column quotation.speaker is 'Who said them, by full name where the article gives it; null for an unnamed or doubtful speaker.';
comment on column quotation.speaker_role is 'The speaker''s role as the article introduces it.';
comment on column quotation.speaker_org is 'The organisation the speaker is introduced with.';
comment on column quotation.cue is 'The word that attributes: said, according to.';
comment on column quotation.kind is 'direct (in quotation marks) or block (a block quotation).';
comment on column quotation.rank is 'How well the quotation would stand for the article, 0 to 1.';

create table mention (
    article_id varchar not null,
    revision integer not null,
    ordinal integer not null,
    target varchar not null,
    sentence varchar not null,
    start_char integer not null check (start_char >= 0),
    end_char integer not null check (end_char > start_char),
    alias varchar not null,
    alias_start integer not null check (alias_start >= 0),
    alias_end integer not null check (alias_end > alias_start),
    voice varchar not null check (voice in ('author', 'headline', 'speaker')),
    speaker varchar,
    aspects varchar[] not null,
    p_neg double not null check (p_neg between 0 and 1),
    p_neu double not null check (p_neu between 0 and 1),
    p_pos double not null check (p_pos between 0 and 1),
    model_version varchar not null,
    scored_at timestamptz not null,
    primary key (article_id, revision, ordinal)
);
comment on table mention is 'One row a mention of a target in an article''s revision, with the stance towards it.';
comment on column mention.article_id is 'The article.';
comment on column mention.revision is 'Its revision.';
comment on column mention.ordinal is 'Place in the article, from 1.';
comment on column mention.target is 'The target''s name in the watchlist.';
comment on column mention.sentence is 'The sentence it stands in.';
comment on column mention.start_char is 'Where the sentence begins in the text (in the title where the voice is headline).';
comment on column mention.end_char is 'Where the sentence ends.';
comment on column mention.alias is 'The words that name the target.';
comment on column mention.alias_start is 'Where they begin.';
comment on column mention.alias_end is 'Where they end.';
comment on column mention.voice is 'Whose words the sentence is: author, headline or speaker.';
comment on column mention.speaker is 'The speaker''s name where the voice is speaker; null for an unnamed one.';
comment on column mention.aspects is 'Aspects that the sentence speaks of.';
comment on column mention.p_neg is 'Probability that it speaks ill of the target.';
comment on column mention.p_neu is 'Probability that it takes no side.';
comment on column mention.p_pos is 'Probability that it speaks well of the target.';
comment on column mention.model_version is 'Version of the stance model.';
comment on column mention.scored_at is 'When it was scored (UTC).';

create table target (
    name varchar primary key,
    maker varchar not null,
    place integer not null
);
comment on table target is 'The targets of the watchlist.';
comment on column target.name is 'Name of the model family.';
comment on column target.maker is 'Who makes it.';
comment on column target.place is 'Place in the watchlist; reports are about the first.';

create table aspect (
    name varchar primary key,
    label varchar not null,
    place integer not null
);
comment on table aspect is 'The aspects of the watchlist.';
comment on column aspect.name is 'Short name, as in mention.aspects.';
comment on column aspect.label is 'Name as reports print it.';
comment on column aspect.place is 'Place in the watchlist.';

create table event (
    name varchar primary key,
    target varchar not null,
    happened_on date not null
);
comment on table event is 'Releases and decisions marked on the time line.';
comment on column event.name is 'What happened.';
comment on column event.target is 'Target concerned.';
comment on column event.happened_on is 'The day.';

create table report (
    week varchar primary key,
    as_of timestamptz not null,
    built_at timestamptz not null,
    digest varchar not null
);
comment on table report is 'One row a weekly report that was written.';
comment on column report.week is 'ISO week, such as 2024-W30.';
comment on column report.as_of is 'Moment up to which the report knows (UTC).';
comment on column report.built_at is 'When it was built (UTC).';
comment on column report.digest is 'Digest of its HTML page.';
