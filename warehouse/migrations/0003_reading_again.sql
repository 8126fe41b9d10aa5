-- Which readers made a row, and when everything was read again.

alter table article_revision add column parser_version varchar;
alter table article_revision add column reader_version varchar;
comment on column article_revision.parser_version is 'Version of the readers that took title, authors, dates and text out of the page.';
comment on column article_revision.reader_version is 'Version of the readers that found quotations, mentions and relevance in the text; the same unless the page''s capture was gone when it was read again.';
update article_revision
set
    parser_version = run.parser_version,
    reader_version = run.parser_version
from run
where run.run_id = article_revision.run_id;

create table reparse (
    reparse_id varchar primary key,
    kind varchar not null check (kind in ('pages', 'stance')),
    started_at timestamptz not null,
    ended_at timestamptz not null,
    parser_version varchar not null,
    model_version varchar not null,
    watchlist_version varchar not null,
    pages integer not null,
    texts integer not null,
    failed integer not null,
    changed integer not null,
    dropped integer not null,
    mentions integer not null
);
comment on table reparse is 'One row each time that what is stored was read again by newer readers.';
comment on column reparse.reparse_id is 'Id of the reading.';
comment on column reparse.kind is 'pages (everything read again) or stance (mentions scored again).';
comment on column reparse.started_at is 'When it started, the time before it was interrupted included (UTC).';
comment on column reparse.ended_at is 'When its rows were put in place, all at once (UTC).';
comment on column reparse.parser_version is 'Version of the readers.';
comment on column reparse.model_version is 'Version of the stance model.';
comment on column reparse.watchlist_version is 'Digest of the watchlist in force.';
comment on column reparse.pages is 'Revisions read again from their captured pages.';
comment on column reparse.texts is 'Revisions read again from their stored text, their capture being gone.';
comment on column reparse.failed is 'Revisions that could not be read again, and stay as they were.';
comment on column reparse.changed is 'Revisions whose title, authors or text came out differently.';
comment on column reparse.dropped is 'Latest revisions that turned out to be a consent or challenge page, and were taken out.';
comment on column reparse.mentions is 'Mentions stored or scored again.';
