create or replace view report_revisions as
with told as (
    select *
    from telling
    where as_of < coalesce(getvariable('as_of')::timestamptz, 'infinity')
    qualify row_number() over (partition by week order by as_of desc) = 1
),
known as (
    select
        week,
        target,
        string_agg(distinct model_version, ', ' order by model_version) as model_version
    from mentions
    where is_about and is_original
    group by week, target
)
select
    told.week,
    told.target,
    told.as_of,
    told.verdict,
    told.stories as stories_told,
    told.stance_index as index_told,
    told.low as low_told,
    told.high as high_told,
    told.model_version as model_told,
    coalesce(weekly_stance.stories, 0) as stories_known,
    weekly_stance.stance_index as index_known,
    known.model_version as model_known,
    coalesce(weekly_stance.stories, 0) <> told.stories
        or coalesce(abs(weekly_stance.stance_index - told.stance_index) >= 0.005, false) as is_revised
from told
left join weekly_stance on weekly_stance.week = told.week and weekly_stance.target = told.target
left join known on known.week = told.week and known.target = told.target;
comment on view report_revisions is 'One row a week that had a report: what the last one before the moment (variable as_of) said, and what is known of the week by then.';
comment on column report_revisions.week is 'ISO week.';
comment on column report_revisions.target is 'The target.';
comment on column report_revisions.as_of is 'Moment up to which that report knew (UTC).';
comment on column report_revisions.verdict is 'Its answer.';
comment on column report_revisions.stories_told is 'Stories that it counted.';
comment on column report_revisions.index_told is 'Stance index that it gave.';
comment on column report_revisions.low_told is 'Lower bound of its 95 % interval; null where it gave none.';
comment on column report_revisions.high_told is 'Upper bound.';
comment on column report_revisions.model_told is 'Versions of the stance model that had scored the week''s mentions then, joined by a comma; without any, the last run''s.';
comment on column report_revisions.stories_known is 'Stories known now.';
comment on column report_revisions.index_known is 'Stance index now.';
comment on column report_revisions.model_known is 'Versions of the stance model that scored the week''s mentions as they stand now, joined by a comma; null without any.';
comment on column report_revisions.is_revised is 'Whether the number of stories or the index (by 0.005 or more) is another now: late arrivals, edits, a new model.';

-- Written here since a migration that has landed is never edited.
comment on column telling.model_version is 'Versions of the stance model that had scored the week''s mentions, joined by a comma; without any, the last run''s.';
