-- Who was quoted in the stories, and their best quotation
with model as (
    -- Families whose maker has another name: what is put in their mouth is output, or was said by somebody else. Who has no maker may be anybody.
    select string_agg(regexp_escape(lower(name)), '|') as names
    from targets
    where coalesce(maker, '') <> ''
        and not starts_with(lower(maker), lower(name))
        and not starts_with(lower(name), lower(maker))
)
select
    person,
    speaker_role,
    speaker_org,
    insider,
    quotations,
    outlets,
    polarity,
    best_quotation,
    best_quotation_polarity,
    best_quotation_outlet as outlet,
    best_quotation_title as title,
    best_quotation_url as url
from weekly_speakers
cross join model
where target = $target
    and week = $week
    and (best_quotation_rank >= 0.45 or best_quotation_polarity is not null)  -- fewer words stand for nobody's view
    and not coalesce(regexp_full_match(lower(person), '(' || model.names || ')[\s\d.b-]*'), false)
order by outlets desc, quotations desc, best_quotation_polarity is null, best_quotation_rank desc, person
limit 12;
