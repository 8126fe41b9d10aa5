-- These speakers, and those who are only described, article by article; with the one longer name that other articles give the very same speaker's words, if there is one.
with said as (
    select
        quotation.article_id,
        quotation.speaker,
        wording.utterance_id,
        wording.speaker_key
    from quotation
    join article using (article_id, revision)
    join quotation_wording
        on quotation_wording.article_id = quotation.article_id
        and quotation_wording.ordinal = quotation.ordinal
    join wording using (wording_id)
    where quotation.speaker is not null
),
fuller as (
    select
        said.article_id,
        said.speaker,
        min(other.speaker) as full_name
    from said
    join said as other using (utterance_id, speaker_key)
    where list_contains($speakers, said.speaker)
        and other.article_id <> said.article_id
        and length(other.speaker) > length(said.speaker)
    group by all
    having count(distinct other.speaker) = 1
)
select distinct
    quotation.article_id,
    coalesce(quotation.speaker, '') as speaker,
    coalesce(quotation.speaker_description, '') as speaker_description,
    coalesce(quotation.speaker_role, '') as speaker_role,
    coalesce(quotation.speaker_org, '') as speaker_org,
    coalesce(fuller.full_name, '') as full_name
from quotation
join article using (article_id, revision)
left join fuller on fuller.article_id = quotation.article_id and fuller.speaker = quotation.speaker
where list_contains($speakers, quotation.speaker)
    or (quotation.speaker is null and quotation.speaker_description is not null)
order by all;
