create table if not exists rereading (rereading_id varchar, signature varchar, started_at timestamptz);
create table if not exists staged (article_id varchar, revision integer, source varchar, base_digest varchar, primary key (article_id, revision));
create table if not exists score (
    article_id varchar, revision integer, ordinal integer, sentence varchar, name_start integer, p_neg double, p_neu double, p_pos double,
    primary key (article_id, revision, ordinal)
);
