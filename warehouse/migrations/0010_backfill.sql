-- Which archives were taken in.

comment on column article.first_seen_at is 'When it was first seen (UTC): by Bellwether, or by the crawl that its archive is of.';

create table backfill (
    key varchar primary key,
    file varchar not null,
    pages integer not null,
    passed integer not null,
    kept integer not null,
    failed integer not null,
    torn integer not null,
    loaded_at timestamptz not null
);
comment on table backfill is 'One row an archive file that was read and taken in.';
comment on column backfill.key is 'Id of its shard: of the file, the readers and the watchlist. article_revision.run_id of what came from it is backfill: and this.';
comment on column backfill.file is 'Where the file was.';
comment on column backfill.pages is 'Pages in it.';
comment on column backfill.passed is 'Pages that held a word that the topic or a target needs, and were read.';
comment on column backfill.kept is 'Pages about the topic or naming a target.';
comment on column backfill.failed is 'Pages that could not be read.';
comment on column backfill.torn is 'Stretches of the file that could not be read.';
comment on column backfill.loaded_at is 'When it was taken in (UTC).';
