select distinct wording_id
from quotation_wording
where list_contains($articles, article_id);
