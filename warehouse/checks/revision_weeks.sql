-- The week and the targets of a revision are those that follow from its dates and mentions.
with named as (
    select
        article_id,
        revision,
        list(distinct target order by target) as targets
    from mention
    group by article_id, revision
)
select
    stored.article_id,
    stored.revision
from article_revision as stored
join article using (article_id)
left join named on named.article_id = stored.article_id and named.revision = stored.revision
where stored.targets is distinct from coalesce(named.targets, [])
    or stored.week is distinct from strftime(
        case
            when coalesce(stored.published_at, 'infinity'::timestamptz) > article.first_seen_at + interval 1 day then article.first_seen_at
            else stored.published_at
        end at time zone 'UTC',
        '%G-W%V'
    );
