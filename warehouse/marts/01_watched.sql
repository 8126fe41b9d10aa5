-- What was watched, and the runs that watched it, as known at as_of.
create or replace view targets as
select
    name,
    maker,
    place,
    known_at,
    insiders
from target
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
union all
select
    name,
    maker,
    place,
    known_at,
    insiders
from target_past
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    and replaced_at > coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view targets is 'The targets of the watchlist.';
comment on column targets.name is 'Name of the model family.';
comment on column targets.maker is 'Who makes it.';
comment on column targets.place is 'Place in the watchlist; reports are about the first.';
comment on column targets.known_at is 'Since when the watchlist has it so (UTC).';
comment on column targets.insiders is 'Names of the organisations whose people are insiders.';

create or replace view aspects as
select
    name,
    label,
    place,
    known_at
from aspect
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
union all
select
    name,
    label,
    place,
    known_at
from aspect_past
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    and replaced_at > coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view aspects is 'The aspects of the watchlist.';
comment on column aspects.name is 'Short name, as in mentions.aspects.';
comment on column aspects.label is 'Name as reports print it.';
comment on column aspects.place is 'Place in the watchlist.';
comment on column aspects.known_at is 'Since when the watchlist has it so (UTC).';

create or replace view events as
select
    name,
    target,
    happened_on,
    known_at
from event
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
union all
select
    name,
    target,
    happened_on,
    known_at
from event_past
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    and replaced_at > coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view events is 'Releases and decisions marked on the time line.';
comment on column events.name is 'What happened.';
comment on column events.target is 'Target concerned.';
comment on column events.happened_on is 'The day.';
comment on column events.known_at is 'Since when the watchlist has it so (UTC).';

create or replace view feeds as
select
    feed_url,
    name,
    kind,
    expected_gap_days,
    watched,
    known_at
from feed
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
union all
select
    feed_url,
    name,
    kind,
    expected_gap_days,
    watched,
    known_at
from feed_past
where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    and replaced_at > coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view feeds is 'One row a subscription, present or past, as the watchlist has it; feed_health tells how it fares.';
comment on column feeds.feed_url is 'Address of the feed.';
comment on column feeds.name is 'The outlet''s name.';
comment on column feeds.kind is 'primary, press, analyst, policy, community, vendor or aggregator.';
comment on column feeds.expected_gap_days is 'Days of silence that the watchlist expects at most.';
comment on column feeds.watched is 'Whether the watchlist holds it.';
comment on column feeds.known_at is 'Since when the watchlist has it so (UTC).';

create or replace view runs as
select
    run_id,
    started_at,
    polled_at,
    ended_at,
    status,
    parser_version,
    model_version,
    watchlist_version,
    feeds,
    replayed,
    topic,
    topic_expression,
    topic_least
from run
where polled_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view runs is 'One row an ingest run.';
comment on column runs.run_id is 'Id of the run.';
comment on column runs.started_at is 'When it started by the machine''s clock (UTC).';
comment on column runs.polled_at is 'The moment it stands for (UTC): its start, or the moment that a replay plays.';
comment on column runs.ended_at is 'When it ended (UTC); null while it runs or where it was killed.';
comment on column runs.status is 'running, completed, interrupted or failed.';
comment on column runs.parser_version is 'Version of the readers that read its pages.';
comment on column runs.model_version is 'Version of the stance model that scored its mentions; scored again since, they have another (mentions.model_version).';
comment on column runs.watchlist_version is 'Digest of the watchlist in force.';
comment on column runs.feeds is 'Feeds watched.';
comment on column runs.replayed is 'Whether the answers came from a capture file.';
comment on column runs.topic is 'Name of the topic in force.';
comment on column runs.topic_expression is 'Its search expression.';
comment on column runs.topic_least is 'Least weight at which an article was about it, 0 to 1.';

create or replace view polls as
select
    run_id,
    feed_url,
    outcome,
    reason,
    http_status,
    polled_at,
    asked,
    seconds,
    entries,
    new_entries,
    fetched,
    read,
    relevant,
    failed_pages,
    revisited,
    revised,
    withdrawn,
    shortfalls,
    failures,
    last_answered_at,
    last_new_at,
    usual_gap_days,
    longest_gap_days,
    due_at,
    resume_at,
    asked_url
from feed_poll
where polled_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity');
comment on view polls is 'The coverage ledger: one row a feed and run, whether it was asked or not.';
comment on column polls.run_id is 'The run.';
comment on column polls.feed_url is 'The feed.';
comment on column polls.outcome is 'fresh, quiet, unchanged, stale, rate-limited, blocked, moved, gone or broken; where it was not asked, its standing outcome.';
comment on column polls.reason is 'Why, where that is a failure; where it was not asked: not-due, asked-to-wait or paused.';
comment on column polls.http_status is 'Status of the answer; null where there was none.';
comment on column polls.polled_at is 'When it was asked (UTC).';
comment on column polls.asked is 'Whether it was asked.';
comment on column polls.seconds is 'How long its answer took.';
comment on column polls.entries is 'Entries it announced.';
comment on column polls.new_entries is 'Entries not seen before, or changed.';
comment on column polls.fetched is 'Article pages fetched and read for them.';
comment on column polls.read is 'Articles and revisions stored from them.';
comment on column polls.relevant is 'Articles among these that are about the topic.';
comment on column polls.failed_pages is 'Article pages that could not be read.';
comment on column polls.revisited is 'Pages of known articles that were looked at again.';
comment on column polls.revised is 'Later revisions of known articles that were stored.';
comment on column polls.withdrawn is 'Articles found withdrawn by their publisher.';
comment on column polls.shortfalls is 'Expectations of the watchlist that its answer fell short of.';
comment on column polls.failures is 'Polls in a row that had failed by then.';
comment on column polls.last_answered_at is 'When it had last answered as a feed should (UTC).';
comment on column polls.last_new_at is 'When it had last announced something new (UTC).';
comment on column polls.usual_gap_days is 'Median of the days between its entries, then.';
comment on column polls.longest_gap_days is 'Days that nineteen of twenty gaps between its entries stayed below, then.';
comment on column polls.due_at is 'When a scheduled run was to ask it again (UTC).';
comment on column polls.resume_at is 'Not to be asked before this time (UTC).';
comment on column polls.asked_url is 'Address it was to be asked at, where that was not feed_url.';

create or replace view last_change as
with change as (
    select max(polled_at) as changed_at
    from runs
    union all
    select max(ended_at)
    from reparse
    where ended_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    union all
    select max(loaded_at)
    from backfill
    where loaded_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    union all
    select max(known_at)
    from speaker_form
    where known_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
    union all
    select max(replaced_at)
    from speaker_form_past
    where replaced_at <= coalesce(getvariable('as_of')::timestamptz, 'infinity')
)
select max(changed_at) as changed_at
from change;
comment on view last_change is 'One row: up to when everything is told, the last run, or later reading again or backfill. With as_of set to it, every view answers as it does now.';
comment on column last_change.changed_at is 'That moment (UTC); null before the first run.';
