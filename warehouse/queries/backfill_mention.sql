insert into mention by name
select
    crawled.* exclude (filename) replace (landing.revision as revision, $now::timestamptz as known_at)
from crawled_mention as crawled
join landing on landing.article_id = crawled.article_id
    and landing.place = crawled.revision
    and landing.shard = parse_dirpath(crawled.filename);
