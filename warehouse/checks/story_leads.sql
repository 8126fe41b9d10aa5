-- Every article follows one that leads, and all that follow one have the same original, which is among them.
with story as (
    select
        lead_id,
        count(distinct story_id) as originals,
        bool_or(article_id = story_id) as has_original,
        bool_or(article_id = lead_id) as has_lead
    from article
    group by lead_id
)
select article.article_id
from article
left join story using (lead_id)
where article.lead_id is null
    or story.originals <> 1
    or not story.has_original
    or not story.has_lead;
