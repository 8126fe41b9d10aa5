create or replace view story_aspects as
with spoken as (
    select
        story_id,
        target,
        week,
        outlet,
        is_about,
        stance,
        polarity,
        len(aspects) as aspects_in_mention,
        unnest(aspects) as aspect
    from mentions
    where is_original
),
story as (
    select
        story_id,
        target,
        week,
        count(*) as mentions
    from mentions
    where is_original
    group by story_id, target, week
)
select
    spoken.story_id,
    spoken.target,
    spoken.aspect,
    spoken.week,
    any_value(spoken.outlet) as outlet,
    bool_or(spoken.is_about) as is_about,
    count(*) as mentions,
    count(*) filter (spoken.stance = 'positive') as positive_mentions,
    count(*) filter (spoken.stance = 'negative') as negative_mentions,
    avg(spoken.polarity::decimal(18, 12)) as polarity,
    sum(1 / spoken.aspects_in_mention) / any_value(story.mentions) as weight
from spoken
join story using (story_id, target, week)
group by spoken.story_id, spoken.target, spoken.week, spoken.aspect;
comment on view story_aspects is 'One row a story, target and aspect: how the story''s original speaks of that side of the target.';
comment on column story_aspects.story_id is 'Id of the story: the article_id of its original.';
comment on column story_aspects.target is 'The target.';
comment on column story_aspects.aspect is 'The aspect''s short name.';
comment on column story_aspects.week is 'ISO week of the original.';
comment on column story_aspects.outlet is 'The original''s outlet.';
comment on column story_aspects.is_about is 'Whether the story is about the target, not merely mentioning it.';
comment on column story_aspects.mentions is 'Mentions of the target with this aspect.';
comment on column story_aspects.positive_mentions is 'Those that speak well of it.';
comment on column story_aspects.negative_mentions is 'Those that speak ill of it.';
comment on column story_aspects.polarity is 'Mean polarity of these mentions, -1 to 1.';
comment on column story_aspects.weight is 'How much of the story''s mentions is about the aspect, 0 to 1; a mention with several aspects is divided equally. What is left is about none.';
