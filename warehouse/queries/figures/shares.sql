-- How the stories lean
select
    positive_share,
    mixed_share,
    neutral_share,
    negative_share,
    stories
from weekly_stance
where target = $target
    and week = $week;
