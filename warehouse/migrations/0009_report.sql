-- What a report says of how it was made, and what it said when it was written.

alter table run add column topic varchar;
alter table run add column topic_expression varchar;
alter table run add column topic_least double;
comment on column run.topic is 'Name of the topic in force.';
comment on column run.topic_expression is 'Search expression of the topic in force, as the watchlist has it.';
comment on column run.topic_least is 'Least weight at which an article is about the topic, 0 to 1.';

alter table target add column insiders varchar[];
comment on column target.insiders is 'Names of the organisations whose people are insiders; its maker where the watchlist gives none.';

alter table target_past add column insiders varchar[];
comment on column target_past.insiders is 'Names of the organisations whose people were insiders.';

create table telling (
    week varchar not null,
    as_of timestamptz not null,
    target varchar not null,
    verdict varchar not null,
    stories integer not null,
    outlets integer not null,
    stance_index double,
    low double,
    high double,
    model_version varchar not null,
    watchlist_version varchar not null,
    primary key (week, as_of)
);
comment on table telling is 'One row a report as it was written: what it said of its week, and as of when. A report written again as of another moment is another row.';
comment on column telling.week is 'ISO week of the report.';
comment on column telling.as_of is 'Moment up to which it knew (UTC).';
comment on column telling.target is 'The target it is about.';
comment on column telling.verdict is 'Its answer: more favourable, less favourable, no detectable change, other outlets, other aspects, nothing to compare, too few to say, withheld or nothing found.';
comment on column telling.stories is 'Stories about the target that it counted (n).';
comment on column telling.outlets is 'Outlets that ran them.';
comment on column telling.stance_index is 'Stance index it gave; null without a story.';
comment on column telling.low is 'Lower bound of its 95 % interval; null where it gave none.';
comment on column telling.high is 'Upper bound.';
comment on column telling.model_version is 'Version of the stance model in force.';
comment on column telling.watchlist_version is 'Digest of the watchlist in force.';
