-- Who was quoted in the stories, and their best quotation
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
where target = $target
    and week = $week
order by outlets desc, quotations desc, best_quotation_polarity is null, best_quotation_rank desc, person
limit 12;
