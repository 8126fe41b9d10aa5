-- Every quotation of a current revision has exactly one wording, every wording its quotations, and a lead of its utterance that leads itself and speaks with no other name.
with current_quotation as (
    select
        article.article_id,
        quotation.ordinal
    from article
    join quotation using (article_id, revision)
),
matched as (
    select
        coalesce(current_quotation.article_id, quotation_wording.article_id) as article_id,
        coalesce(current_quotation.ordinal, quotation_wording.ordinal) as ordinal,
        count(current_quotation.article_id) as quotations,
        count(quotation_wording.article_id) as wordings
    from current_quotation
    full join quotation_wording using (article_id, ordinal)
    group by all
)
select
    article_id,
    ordinal
from matched
where quotations <> 1
    or wordings <> 1
union all
select
    wording_id,
    null
from wording
group by wording_id
having count(*) > 1
union all
select
    wording.wording_id,
    null
from wording
anti join quotation_wording using (wording_id)
union all
select
    quotation_wording.wording_id,
    null
from quotation_wording
anti join wording using (wording_id)
union all
select
    wording.wording_id,
    null
from wording
left join wording as lead on lead.wording_id = wording.lead_id
where lead.wording_id is null
    or lead.lead_id <> lead.wording_id
    or lead.utterance_id <> wording.utterance_id
    or (wording.speaker_key <> '' and lead.speaker_key <> wording.speaker_key);
