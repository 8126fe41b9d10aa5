-- For each of these articles, with its bands, the others that share one, those with most bands in common first: so many that lead a story,
-- and as many that follow. However many articles share a wording, no more than these are compared.
with own_band as (
    select
        unnest($bands) as band,
        unnest($articles) as article_id
),
meeting as (
    select
        own_band.article_id,
        other.article_id as other_id,
        count(*) as shared
    from own_band
    join article_band as other using (band)
    where other.article_id <> own_band.article_id
    group by own_band.article_id, other.article_id
)
select
    meeting.article_id,
    meeting.other_id
from meeting
join article as other on other.article_id = meeting.other_id
qualify row_number() over (
    partition by meeting.article_id, other.lead_id = other.article_id
    order by meeting.shared desc, meeting.other_id
) <= $most;
