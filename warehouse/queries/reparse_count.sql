select count(*)
from published.article_revision as revision
join published.articles as readable using (article_id)
where ($week is null or readable.week = $week)
    and ($since is null or revision.captured_at >= $since)
    and ($until is null or revision.captured_at < $until);
