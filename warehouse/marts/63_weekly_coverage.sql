create or replace view weekly_coverage as
with outlet as (
    select
        week,
        name,
        bool_and(condition = 'missing') as missing  -- an outlet with two feeds is missing only when both are
    from weekly_feeds
    where watched and condition <> 'not asked'
    group by week, name
),
missing as (
    select
        week,
        list(name order by name) as outlets
    from outlet
    where missing
    group by week
),
answered as (
    select
        week,
        count(*) filter (condition <> 'not asked') as asked,
        count(*) filter (condition not in ('not asked', 'missing')) as answering
    from weekly_feeds
    where watched
    group by week
)
select
    answered.week,
    answered.asked,
    answered.answering,
    answered.answering / nullif(answered.asked, 0) as coverage,
    coalesce(missing.outlets, []) as missing
from answered
left join missing using (week);
comment on view weekly_coverage is 'One row a week: how much of what should have been collected was, by the feeds that are watched.';
comment on column weekly_coverage.week is 'ISO week.';
comment on column weekly_coverage.asked is 'Feeds asked in the days that collect the week.';
comment on column weekly_coverage.answering is 'Those that answered: not counted as missing in weekly_feeds.';
comment on column weekly_coverage.coverage is 'answering / asked; null where none was asked.';
comment on column weekly_coverage.missing is 'Outlets all of whose feeds were missing: their articles may lack.';
