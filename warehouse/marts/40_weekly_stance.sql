create or replace view weekly_stance as
with copies as (
    select
        story_id,
        count(*) as copies
    from article_known
    where is_copy
    group by story_id
)
select
    story_stance.week,
    story_stance.target,
    count(*) as stories,
    count(distinct story_stance.outlet) as outlets,
    sum(story_stance.mentions)::bigint as mentions,
    coalesce(sum(copies.copies), 0)::bigint as copies,
    avg(story_stance.polarity::decimal(18, 12)) as stance_index,
    avg(story_stance.author_polarity::decimal(18, 12)) as author_index,
    avg(story_stance.speaker_polarity::decimal(18, 12)) as speaker_index,
    avg((story_stance.stance = 'positive')::integer) as positive_share,
    avg((story_stance.stance = 'mixed')::integer) as mixed_share,
    avg((story_stance.stance = 'neutral')::integer) as neutral_share,
    avg((story_stance.stance = 'negative')::integer) as negative_share
from story_stance
left join copies using (story_id)
where story_stance.is_about
group by story_stance.week, story_stance.target;
comment on view weekly_stance is 'One row a week and target: how the stories about it speak of it. Each story counts once.';
comment on column weekly_stance.week is 'ISO week, such as 2024-W30.';
comment on column weekly_stance.target is 'The target.';
comment on column weekly_stance.stories is 'Stories about the target (n).';
comment on column weekly_stance.outlets is 'Outlets that ran the originals.';
comment on column weekly_stance.mentions is 'Mentions of the target in them.';
comment on column weekly_stance.copies is 'Copies of these stories in other outlets: amplification, not counted in the index.';
comment on column weekly_stance.stance_index is 'Mean polarity of the stories, -1 to 1.';
comment on column weekly_stance.author_index is 'The same over what authors and headlines say.';
comment on column weekly_stance.speaker_index is 'The same over what quoted speakers say.';
comment on column weekly_stance.positive_share is 'Share of the stories that are positive.';
comment on column weekly_stance.mixed_share is 'Share that are mixed.';
comment on column weekly_stance.neutral_share is 'Share that are neutral.';
comment on column weekly_stance.negative_share is 'Share that are negative.';
