insert into article_revision by name
select
    crawled.* exclude (filename) replace (
        landing.revision as revision,
        $now::timestamptz as known_at,
        if(landing.superseded_at is null, null, $now::timestamptz) as superseded_at
    )
from crawled_article_revision as crawled
join landing on landing.article_id = crawled.article_id
    and landing.place = crawled.revision
    and landing.shard = parse_dirpath(crawled.filename);
