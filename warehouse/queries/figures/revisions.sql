-- Earlier reports whose weeks read differently by now
select
    week,
    as_of,
    stories_told,
    index_told,
    low_told,
    high_told,
    model_told,
    stories_known,
    index_known,
    model_known
from report_revisions
where target = $target
    and week between $first_week and $week
    and is_revised
order by week desc;
