-- The report's week and the eight before it.
select
    week,
    stories,
    outlets,
    mentions,
    copies,
    stance_index,
    author_index,
    speaker_index,
    positive_share,
    mixed_share,
    neutral_share,
    negative_share
from weekly_stance
where target = $target
    and week <= $week
order by week desc
limit 9;
