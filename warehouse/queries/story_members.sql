-- Every article of the stories that these articles are in, with what tells which came first.
select
    article.article_id,
    article.url,
    revision.canonical_url,
    article.outlet,
    -- Where only the day is known, the article counts from its end: it must not go before an original of that morning.
    coalesce(revision.published_at, article.first_seen_at)
        + if(revision.published_precision = 'day', interval '23 hours 59 minutes', interval '0 seconds') as published_at,
    revision.text
from article
join article_revision as revision using (article_id, revision)
where article.story_id in (
    select story_id
    from article
    where list_contains($articles, article_id)
);
