update article
set lead_id = settled.lead_id
from (
    select
        unnest($articles) as article_id,
        unnest($leads) as lead_id
) as settled
where article.article_id = settled.article_id
    and article.lead_id is distinct from settled.lead_id;
