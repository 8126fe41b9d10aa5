-- The articles of a stretch of time, by day of publication, with what the present topic made of them.
select
    article_id,
    week,
    outlet,
    title,
    url,
    published_at,
    relevant,
    relevance
from articles
where ($since is null or coalesce(published_at, first_seen_at) >= $since)
    and ($week is null or week = $week)
order by coalesce(published_at, first_seen_at), article_id;
