-- Mentions in the scope whose revision is not yet staged.
select
    mention.article_id,
    mention.revision,
    mention.ordinal,
    mention.sentence,
    mention.alias_start - mention.start_char as name_start,
    mention.alias_end - mention.start_char as name_end
from published.mention
join published.article_revision as revision using (article_id, revision)
join published.articles as readable using (article_id)
where (mention.article_id, mention.revision) not in (select (article_id, revision) from staged)
    and ($week is null or readable.week = $week)
    and ($since is null or revision.captured_at >= $since)
    and ($until is null or revision.captured_at < $until)
order by revision.captured_at, mention.article_id, mention.revision, mention.ordinal
limit $most;
