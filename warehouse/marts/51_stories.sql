create or replace view stories as
with original as (
    select *
    from articles
    where is_original
),
spread as (
    select
        article.story_id,
        count(*) filter (article.is_copy) as copies,
        list(article.outlet order by revision.published_at, article.outlet) filter (article.is_copy) as copied_by,
        count(*) filter (not article.is_copy) as reprints
    from article_known as article
    join revision_known as revision using (article_id)
    where article.story_id <> article.article_id
    group by article.story_id
)
select
    original.story_id,
    original.week,
    original.outlet,
    original.title,
    original.url,
    original.published_at,
    original.relevant,
    original.about,
    coalesce(spread.copies, 0) as copies,
    coalesce(spread.copied_by, []) as copied_by,
    coalesce(spread.reprints, 0) as reprints
from original
left join spread using (story_id);
comment on view stories is 'One row a story: its original, and how far it was copied.';
comment on column stories.story_id is 'Id of the story: the article_id of its original.';
comment on column stories.week is 'ISO week of the original.';
comment on column stories.outlet is 'Outlet of the original.';
comment on column stories.title is 'Headline of the original.';
comment on column stories.url is 'Address of the original.';
comment on column stories.published_at is 'When the original was published (UTC).';
comment on column stories.relevant is 'Whether it is about the topic.';
comment on column stories.about is 'Targets that it is about.';
comment on column stories.copies is 'Copies of it: articles of other outlets with nearly the same words.';
comment on column stories.reprints is 'How often its own outlet published it again; no amplification.';
comment on column stories.copied_by is 'The outlets that ran them, in order of publication.';
