-- A story is led by its first published article, which every copy is like; whom the copies credit is kept beside their texts.

alter table article add column lead_id varchar;
comment on column article.lead_id is 'The first published article of its story, which it is alike; its own id where it leads. Null until it was looked up among the others.';

alter table article_revision add column credits varchar[];
comment on column article_revision.credits is 'Outlets and agencies that it may credit for its text, as it writes them; its authors among them.';

-- Without a primary key, whose index cost more than everything else about copies. The next run fills it anew, with smaller bands.
drop table article_band;
create table article_band (
    band ubigint not null,
    article_id varchar not null
);
comment on table article_band is 'Keys under which copies of an article meet (locality-sensitive hashing of the signature).';
comment on column article_band.band is 'The key.';
comment on column article_band.article_id is 'An article that has it.';
