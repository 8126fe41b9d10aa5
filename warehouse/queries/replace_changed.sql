-- Articles whose current revision came out so that its stories may be others.
select article.article_id
from article
join article_revision as stored using (article_id, revision)
join temp.due using (article_id, revision)
join staging.article_revision as fresh using (article_id, revision)
where fresh.signature is distinct from stored.signature
    or fresh.text is distinct from stored.text
    or fresh.canonical_url is distinct from stored.canonical_url
    or fresh.published_at is distinct from stored.published_at
    or fresh.published_precision is distinct from stored.published_precision
    or fresh.credits is distinct from stored.credits
order by article.first_seen_at, article.article_id;
