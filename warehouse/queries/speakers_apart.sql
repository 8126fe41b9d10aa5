-- These speakers, and those who are only described, article by article.
select distinct
    quotation.article_id,
    coalesce(quotation.speaker, '') as speaker,
    coalesce(quotation.speaker_description, '') as speaker_description,
    coalesce(quotation.speaker_role, '') as speaker_role,
    coalesce(quotation.speaker_org, '') as speaker_org
from quotation
join article using (article_id, revision)
where list_contains($speakers, quotation.speaker)
    or (quotation.speaker is null and quotation.speaker_description is not null)
order by all;
