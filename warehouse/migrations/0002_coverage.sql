-- What an unattended watch must remember: how each feed stands, when it may be asked again, and when a page is looked at again.

alter table feed add column asked_url varchar;
alter table feed add column moved_polls integer default 0;
alter table feed add column outcome varchar;
alter table feed add column reason varchar;
alter table feed add column failures integer default 0;
alter table feed add column resume_at timestamptz;
alter table feed add column due_at timestamptz;
alter table feed add column usual_gap_days double;
alter table feed add column longest_gap_days double;
comment on column feed.asked_url is 'Address it is asked at, where repeated permanent redirects have moved the subscription; null: feed_url.';
comment on column feed.moved_polls is 'Polls in a row that were led to moved_to by permanent redirects.';
comment on column feed.outcome is 'Outcome of the last poll that asked it.';
comment on column feed.reason is 'Why, where that was a failure: a word of a fixed list.';
comment on column feed.failures is 'Polls in a row that failed.';
comment on column feed.resume_at is 'Not to be asked before this time (UTC), by the site''s own wish or because it is gone; null where it may be.';
comment on column feed.due_at is 'When a scheduled run asks it again (UTC), by its own rhythm.';
comment on column feed.usual_gap_days is 'Median of the days between its last 30 entries; null while there are fewer than 6.';
comment on column feed.longest_gap_days is 'Days that nineteen of twenty gaps between its last 30 entries stay below; null while there are fewer than 11 entries.';

alter table feed_poll add column asked boolean default true;
alter table feed_poll add column seconds double;
alter table feed_poll add column failed_pages integer default 0;
alter table feed_poll add column revisited integer default 0;
alter table feed_poll add column revised integer default 0;
alter table feed_poll add column withdrawn integer default 0;
alter table feed_poll add column shortfalls varchar[];
comment on column feed_poll.asked is 'Whether it was asked. If not, the outcome is its standing one and the reason says why: not-due, asked-to-wait or paused.';
comment on column feed_poll.seconds is 'How long its answer took, its host''s pace and all tries included; null where it was not asked.';
comment on column feed_poll.failed_pages is 'Article pages that could not be read.';
comment on column feed_poll.revisited is 'Pages of known articles that were looked at again.';
comment on column feed_poll.revised is 'Later revisions of known articles that were stored.';
comment on column feed_poll.withdrawn is 'Articles found withdrawn by their publisher.';
comment on column feed_poll.shortfalls is 'Expectations of the watchlist that its answer fell short of.';

alter table article add column page_etag varchar;
alter table article add column page_last_modified varchar;
alter table article add column page_digest varchar;
alter table article add column visits integer default 1;
alter table article add column visited_at timestamptz;
alter table article add column revisit_at timestamptz;
alter table article add column withdrawn_at timestamptz;
comment on column article.page_etag is 'Validator of its page, sent back as received.';
comment on column article.page_last_modified is 'Validator of its page, sent back as received.';
comment on column article.page_digest is 'Digest of its page''s bytes: the same bytes are not read again.';
comment on column article.visits is 'How often its page was looked at.';
comment on column article.visited_at is 'When its page was last looked at (UTC).';
comment on column article.revisit_at is 'When its page is looked at again for edits and withdrawal (UTC); null when no more.';
comment on column article.withdrawn_at is 'When its publisher was found to have withdrawn it (UTC); null while it stands.';

alter table entry add column announcement json;
comment on column entry.announcement is 'The whole entry as announced, while its page may be read again; null afterwards.';
