-- Articles as the search for copies sees them.
select
    article.article_id,
    article.url,
    article.outlet,
    coalesce(article.lead_id, article.article_id) as lead_id,
    article.lead_id is null as is_fresh,
    -- Where only the day is known, the article counts from its end: it must not go before an original of that morning.
    epoch_us(
        coalesce(revision.published_at, article.first_seen_at)
        + if(revision.published_precision = 'day', interval '23 hours 59 minutes', interval '0 seconds')
    ) as published_us,
    revision.signature
from article
join article_revision as revision using (article_id, revision)
where article.article_id in (select unnest($articles));
