select
    (select count(*) from landing) as revisions,
    (select count(distinct article_id) from crawled_article semi join article using (article_id) anti join landing using (article_id)) as known;
