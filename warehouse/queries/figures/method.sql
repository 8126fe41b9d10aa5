-- What was looked for, and with what
with scored as (
    -- Mentions are scored again without a run: what scored those of the index stands with them.
    select string_agg(distinct model_version, ', ' order by model_version) as model_version
    from mentions
    where target = $target
        and week = $week
        and is_about
        and is_original
)
select
    runs.topic,
    runs.topic_expression,
    runs.topic_least,
    runs.watchlist_version,
    runs.parser_version,
    coalesce(scored.model_version, runs.model_version) as model_version,
    runs.polled_at
from runs
cross join scored
where runs.status = 'completed'
order by runs.polled_at desc, runs.started_at desc
limit 1;
