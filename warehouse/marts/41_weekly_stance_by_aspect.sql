create or replace view weekly_stance_by_aspect as
with spoken as (
    select
        week,
        target,
        story_id,
        unnest(aspects) as aspect,
        polarity,
        stance
    from mentions
    where is_original and is_about
),
by_story as (
    select
        week,
        target,
        aspect,
        story_id,
        avg(polarity::decimal(18, 12)) as polarity,
        bool_or(stance = 'positive') as praised,
        bool_or(stance = 'negative') as blamed
    from spoken
    group by all
)
select
    by_story.week,
    by_story.target,
    by_story.aspect,
    coalesce(aspect.label, by_story.aspect) as label,
    count(*) as stories,
    avg(by_story.polarity::decimal(18, 12)) as stance_index,
    avg((by_story.praised and not by_story.blamed)::integer) as positive_share,
    avg((by_story.praised and by_story.blamed)::integer) as mixed_share,
    avg((not by_story.praised and not by_story.blamed)::integer) as neutral_share,
    avg((by_story.blamed and not by_story.praised)::integer) as negative_share
from by_story
left join aspects as aspect on aspect.name = by_story.aspect
group by by_story.week, by_story.target, by_story.aspect, label;
comment on view weekly_stance_by_aspect is 'One row a week, target and aspect, over the stories about the target that speak of the aspect.';
comment on column weekly_stance_by_aspect.week is 'ISO week.';
comment on column weekly_stance_by_aspect.target is 'The target.';
comment on column weekly_stance_by_aspect.aspect is 'The aspect''s short name.';
comment on column weekly_stance_by_aspect.label is 'The aspect''s name as reports print it.';
comment on column weekly_stance_by_aspect.stories is 'Stories (n).';
comment on column weekly_stance_by_aspect.stance_index is 'Mean polarity of the stories'' mentions with the aspect.';
comment on column weekly_stance_by_aspect.positive_share is 'Share of the stories with praise and no blame.';
comment on column weekly_stance_by_aspect.mixed_share is 'Share with both.';
comment on column weekly_stance_by_aspect.neutral_share is 'Share with neither.';
comment on column weekly_stance_by_aspect.negative_share is 'Share with blame and no praise.';
