insert into article by name
select
    crawled.article_id,
    crawled.url,
    crawled.feed_url,
    crawled.outlet,
    crawled.outlet_kind,
    crawled.first_seen_at,
    latest.revision,
    crawled.story_id,
    false as is_copy,
    $now::timestamptz as known_at
from crawled_article as crawled
join landing on landing.article_id = crawled.article_id
    and landing.place = crawled.revision
    and landing.shard = parse_dirpath(crawled.filename)
join (select article_id, max(revision) as revision from landing group by article_id) as latest on latest.article_id = crawled.article_id
where landing.revision = 1;
