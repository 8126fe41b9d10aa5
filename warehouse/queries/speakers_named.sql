-- Every name a speaker is given, with role and organisation, and in how many articles.
select
    quotation.speaker,
    coalesce(quotation.speaker_role, '') as speaker_role,
    coalesce(quotation.speaker_org, '') as speaker_org,
    count(distinct quotation.article_id) as articles
from quotation
join article using (article_id, revision)
where quotation.speaker is not null
group by all
order by all;
