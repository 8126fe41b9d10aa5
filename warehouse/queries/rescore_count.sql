select count(distinct (mention.article_id, mention.revision))
from published.mention
join published.article_revision as revision using (article_id, revision)
join published.articles as readable using (article_id)
where ($week is null or readable.week = $week)
    and ($since is null or revision.captured_at >= $since)
    and ($until is null or revision.captured_at < $until);
