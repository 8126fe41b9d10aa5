-- What was collected, step by step
select
    articles,
    full_articles,
    relevant_articles,
    stories,
    copies,
    relevant_stories,
    outlets
from weekly_counts
where week = $week;
