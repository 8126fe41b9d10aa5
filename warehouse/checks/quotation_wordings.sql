-- Every quotation of a current revision has exactly one wording, every wording its quotations and its utterance, which is its least wording.
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
),
least as (
    select
        utterance_id,
        min(wording_id) as least_id
    from wording
    group by utterance_id
)
select
    article_id,
    ordinal
from matched
where quotations <> 1
    or wordings <> 1
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
    utterance_id,
    null
from least
where utterance_id <> least_id;
