-- Which pages of the archives become which revisions: of articles that are not stored yet, each text once, in the order of capture.
create or replace temp table landing as
with strangers as (
    select
        *,
        bool_or(completeness = 'full') over (partition by article_id) as is_had_whole
    from crawled_article_revision
    anti join article using (article_id)
),
ordered as (
    select
        article_id,
        filename,
        revision as place,
        captured_at,
        text_digest,
        lag(text_digest) over of_article as text_before
    from strangers
    where completeness = 'full' or not is_had_whole
    window of_article as (partition by article_id order by captured_at, filename, revision)
)
select
    article_id,
    parse_dirpath(filename) as shard,
    place,
    captured_at,
    row_number() over of_article as revision,
    lead(captured_at) over of_article as superseded_at
from ordered
where text_digest is distinct from text_before
window of_article as (partition by article_id order by captured_at, filename, place);
