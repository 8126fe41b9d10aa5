-- Those of these pairs whose article has the organisation's name, as a word of its own, in its current text or headline.
with asked as (
    select
        unnest($articles::varchar[]) as article_id,
        unnest($organisations::varchar[]) as organisation
)
select
    asked.article_id,
    asked.organisation
from asked
join article using (article_id)
join article_revision using (article_id, revision)
where regexp_matches(
    strip_accents(lower(article_revision.title || ' ' || article_revision.text)),
    '(^|\W)' || regexp_escape(strip_accents(lower(asked.organisation))) || '(\W|$)'
);
