-- What is stored of articles that these entries led to before, or whose wording may be the same as one of these texts': the feed's own
-- articles, but for those that it still lists. Two texts side by side are two announcements, however alike.
with led as (
    select
        entry_id,
        url as announced_at,
        article_id,
        cast(null as ubigint) as band
    from entry
    where list_contains($entries, entry_id)
        and article_id is not null
    union all
    select
        null,
        null,
        article_band.article_id,
        article_band.band
    from article_band
    join article on article.article_id = article_band.article_id and article.feed_url = $feed_url
    where list_contains($bands, article_band.band)
        and not exists (
            select 1
            from entry
            where entry.article_id = article_band.article_id
                and list_contains($listed, entry.url)
        )
)
select
    led.entry_id,
    led.announced_at,
    led.band,
    article.article_id,
    article.url,
    revision.title,
    revision.signature,
    revision.text
from led
join article using (article_id)
join article_revision as revision using (article_id, revision)
order by article.first_seen_at, article.article_id;
