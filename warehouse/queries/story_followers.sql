select article_id
from article
where lead_id in (select unnest($leads))
    and lead_id <> article_id;
