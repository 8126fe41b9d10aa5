-- Every article of these stories, with what tells which is the original.
select
    article.lead_id,
    article.article_id,
    article.story_id,
    article.url,
    revision.canonical_url,
    article.outlet,
    -- As in story_pieces.
    coalesce(revision.published_at, article.first_seen_at)
        + if(revision.published_precision = 'day', interval '23 hours 59 minutes', interval '0 seconds') as published_at,
    coalesce(revision.credits, []) as credits
from article
join article_revision as revision using (article_id, revision)
where article.lead_id in (select unnest($leads))
order by article.article_id;
