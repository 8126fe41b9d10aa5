create or replace view weekly_counts as
select
    week,
    count(*) as articles,
    count(*) filter (completeness = 'full') as full_articles,
    count(*) filter (relevant) as relevant_articles,
    count(*) filter (is_original) as stories,
    count(*) filter (is_copy) as copies,
    count(*) filter (not is_original and not is_copy) as reprints,
    count(*) filter (is_original and relevant) as relevant_stories,
    count(distinct outlet) as outlets,
    sum(revision - 1)::bigint as later_revisions
from articles
group by week;
comment on view weekly_counts is 'One row a week: how much was collected, at every step.';
comment on column weekly_counts.week is 'ISO week.';
comment on column weekly_counts.articles is 'Articles published in the week and read.';
comment on column weekly_counts.full_articles is 'Those with their full text.';
comment on column weekly_counts.relevant_articles is 'Those about the topic.';
comment on column weekly_counts.stories is 'Stories: articles less copies and reprints.';
comment on column weekly_counts.copies is 'Articles of the week that are copies of another outlet''s article.';
comment on column weekly_counts.reprints is 'Articles of the week that their own outlet had published before.';
comment on column weekly_counts.relevant_stories is 'Stories about the topic.';
comment on column weekly_counts.outlets is 'Outlets that published.';
comment on column weekly_counts.later_revisions is 'Later revisions of the week''s articles.';
