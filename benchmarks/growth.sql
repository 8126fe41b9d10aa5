-- part: once
create temp table word as
select
    list(word order by place) as words
from (
    select
        place,
        substr('bcdfghklmnprstvw', 1 + (hash(place, 1) % 16)::integer, 1) || substr('aeiou', 1 + (hash(place, 2) % 5)::integer, 1)
            || substr(md5(place::varchar), 1, 1 + (hash(place, 3) % 6)::integer) as word
    from range(4000) as numbers(place)
);
-- Common words are common: the place in the vocabulary grows exponentially with a uniform draw.
create temp table sentence as
select
    number,
    array_to_string(list_transform(range(12 + (hash(number, 4) % 10)::bigint), lambda x: word.words[pow(4000, (hash(number, x, 5) % 1000000) / 1000000.0)::integer]), ' ') as words
from range($sentences) as numbers(number), word;
create temp table spoken as
select list(words order by number) as words
from sentence;
-- part: chunk
create or replace temp table made as
with drawn as (
    select
        number,
        $start::timestamptz + to_seconds($seconds * number / $articles) as moment,
        case when number > 50 and hash(number, 10) % 14 = 0 then number - 1 - (hash(number, 11) % 40)::bigint else number end as source,
        (hash(number, 12) % 300)::integer as outlet,
        (hash(number, 13) % 5)::integer as mentions,
        (hash(number, 14) % 4)::integer as quotations
    from range($first, $last) as numbers(number)
)
select
    drawn.number,
    md5('a' || drawn.number) as article_id,
    md5('a' || case when hash(drawn.source, 10) % 14 = 0 then drawn.number else drawn.source end) as story_id,
    drawn.moment,
    drawn.outlet,
    drawn.source <> drawn.number and hash(drawn.source, 10) % 14 <> 0 and (hash(drawn.source, 12) % 300)::integer <> drawn.outlet as is_copy,
    ['Llama', 'Qwen', 'Mistral', 'DeepSeek', 'Gemma', 'Phi', 'Falcon', 'OLMo'][1 + pow(8, (hash(drawn.number, 15) % 1000) / 1000.0)::integer - 1] as target,
    drawn.mentions,
    drawn.quotations,
    list_transform(range(drawn.mentions), lambda x: spoken.words[1 + (hash(drawn.number, x, 16) % len(spoken.words))::bigint]) as said_of_it,
    list_transform(range(drawn.quotations), lambda x: spoken.words[1 + (hash(drawn.number, x, 17) % len(spoken.words))::bigint]) as quoted,
    list_transform(range(drawn.quotations), lambda x:
        ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gwen', 'Hal', 'Ines', 'Jon'][1 + (hash(drawn.number, x, 18) % 10)::integer] || ' '
        || upper(substr(md5((pow(5000, (hash(drawn.number, x, 19) % 10000) / 10000.0)::integer)::varchar), 1, 1))
        || 'e' || translate(substr(md5((pow(5000, (hash(drawn.number, x, 19) % 10000) / 10000.0)::integer)::varchar), 2, 5), '0123456789', 'aeiournlst')) as speakers,
    array_to_string(list_transform(range(8 + (hash(drawn.number, 20) % 9)::bigint), lambda x: spoken.words[1 + (hash(drawn.number, x, 21) % len(spoken.words))::bigint]), '. ') as rest
from drawn, spoken;
create or replace temp table composed as
select
    *,
    array_to_string(list_transform(range(mentions), lambda x: target || ' ' || said_of_it[x + 1] || '.'), ' ') as first_part,
    array_to_string(list_transform(range(quotations), lambda x: '“' || quoted[x + 1] || ',” said ' || speakers[x + 1] || '.'), ' ') as second_part
from made;
insert into article by name
select
    article_id,
    'https://o' || outlet || '.example/' || number as url,
    'https://o' || outlet || '.example/feed' as feed_url,
    'Outlet ' || outlet as outlet,
    'press' as outlet_kind,
    moment + interval 2 hours as first_seen_at,
    1 as revision,
    story_id,
    story_id as lead_id,
    is_copy,
    moment + interval 2 hours as known_at,
    1 as visits,
    moment + interval 2 hours as visited_at
from composed;
insert into article_revision by name
select
    article_id,
    1 as revision,
    'https://o' || outlet || '.example/' || number as canonical_url,
    substr(rest, 1, 60) as title,
    ['Maren Oduya'] as authors,
    moment as published_at,
    'second' as published_precision,
    (moment at time zone 'UTC')::date as published_on,
    first_part || e'\n\n' || second_part || e'\n\n' || rest || '.' as text,
    md5(number::varchar) as text_digest,
    'full' as completeness,
    '{"authors": "json-ld", "published_at": "json-ld", "title": "json-ld"}' as evidence,
    true as relevant,
    0.8 as relevance,
    case when mentions >= 2 then [target] else [] end as about,
    list_transform(range(128), lambda x: (hash(number, x, 22) // 4294967296)::ubigint) as signature,
    strftime(moment at time zone 'UTC', '%G-W%V') as week,
    case when mentions > 0 then [target] else [] end as targets,
    moment + interval 2 hours as captured_at,
    moment + interval 2 hours as read_at,
    moment + interval 2 hours as known_at,
    'r' as run_id,
    '1' as parser_version,
    '1' as reader_version,
    ['Maren Oduya'] as credits
from composed;
insert into mention by name
with place as (
    select
        *,
        unnest(range(mentions)) as x
    from composed
)
select
    article_id,
    1 as revision,
    x + 1 as ordinal,
    target,
    target || ' ' || said_of_it[x + 1] || '.' as sentence,
    list_sum([0] || list_transform(range(x), lambda y: length(target || ' ' || said_of_it[y + 1] || '. '))) as start_char,
    start_char + length(target || ' ' || said_of_it[x + 1] || '.') as end_char,
    target as alias,
    start_char as alias_start,
    start_char + length(target) as alias_end,
    'author' as voice,
    case hash(number, x, 23) % 4 when 0 then ['licence'] when 1 then ['safety', 'cost'] else [] end as aspects,
    (hash(number, x, 24) % 1000) / 2000.0 as p_neg,
    (hash(number, x, 25) % 1000) / 2000.0 as p_pos,
    1 - p_neg - p_pos as p_neu,
    'm' as model_version,
    moment + interval 2 hours as scored_at,
    moment + interval 2 hours as known_at
from place;
create or replace temp table said as
with place as (
    select
        *,
        unnest(range(quotations)) as x
    from composed
)
select
    article_id,
    1 as revision,
    x + 1 as ordinal,
    quoted[x + 1] || ',' as text,
    length(first_part) + 2 + 1 + list_sum([0] || list_transform(range(x), lambda y: length('“' || quoted[y + 1] || ',” said ' || speakers[y + 1] || '. '))) as start_char,
    start_char + length(quoted[x + 1]) + 1 as end_char,
    speakers[x + 1] as speaker,
    case when hash(speakers[x + 1]) % 3 = 0 then 'chief executive' end as speaker_role,
    case when hash(speakers[x + 1]) % 3 = 0 then 'Acme' end as speaker_org,
    'said' as cue,
    'direct' as kind,
    (hash(number, x, 26) % 1000) / 1000.0 as rank,
    moment + interval 2 hours as known_at,
    md5(quoted[x + 1]) as wording_id,
    quoted[x + 1] as words,
    number
from place;
insert into quotation by name
select * exclude (wording_id, words, number)
from said;
insert into entry by name
select
    md5('e' || number) as entry_id,
    'https://o' || outlet || '.example/feed' as feed_url,
    'https://o' || outlet || '.example/' || number as guid,
    'https://o' || outlet || '.example/' || number as url,
    substr(rest, 1, 60) as title,
    md5('d' || number) as digest,
    moment as published_at,
    moment + interval 2 hours as first_seen_at,
    moment + interval 2 hours as last_seen_at,
    article_id
from composed;
insert into article_band
select
    (hash(number, band, 27) // 2)::ubigint,
    article_id
from composed, range(42) as bands(band);
insert into quotation_wording
select
    article_id,
    ordinal,
    wording_id
from said;
insert into wording by name
select
    wording_id,
    wording_id as utterance_id,
    any_value(words) as words,
    '' as speaker_key
from said
where wording_id not in (select wording_id from wording)
group by wording_id;
insert into wording_key
select
    (hash(words, place, 28) // 4294967296)::ubigint,
    wording_id
from said, range(8) as keys(place);
-- part: runs
insert into run by name
select
    md5('r' || number) as run_id,
    $start::timestamptz + to_hours(3 * number) as started_at,
    started_at as polled_at,
    started_at + interval 5 minutes as ended_at,
    'completed' as status,
    '1' as parser_version,
    'm' as model_version,
    'growth' as watchlist_version,
    300 as feeds,
    false as replayed
from range(8 * $days) as numbers(number);
insert into feed_poll by name
select
    run_id,
    'https://o' || outlet || '.example/feed' as feed_url,
    case when hash(run_id, outlet) % 50 = 0 then 'broken' when hash(run_id, outlet) % 3 = 0 then 'fresh' else 'unchanged' end as outcome,
    polled_at,
    20 as entries,
    1 as new_entries,
    1 as fetched,
    1 as read,
    1 as relevant
from run, range(300) as outlets(outlet);
