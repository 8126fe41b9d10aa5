-- The rule, from mentions to a story: every mention weighs the same, whatever its voice; copies do not count again.
-- Means are taken of decimals, whose sum is the same in whatever order rows lie: the same rows give the same bytes.
-- mixed: the weaker side has at least a third of the stronger side's mentions.
create or replace view story_stance as
with counted as (
    select
        story_id,
        target,
        week,
        any_value(outlet) as outlet,
        any_value(title) as title,
        any_value(url) as url,
        bool_or(is_about) as is_about,
        count(*) as mentions,
        count(*) filter (stance = 'positive') as positive_mentions,
        count(*) filter (stance = 'negative') as negative_mentions,
        avg(polarity::decimal(18, 12)) as polarity,
        avg(polarity::decimal(18, 12)) filter (voice in ('author', 'headline')) as author_polarity,
        avg(polarity::decimal(18, 12)) filter (voice = 'speaker') as speaker_polarity
    from mentions
    where is_original
    group by story_id, target, week  -- one for each story: whoever asks for a week has only its rows read
)
select
    story_id,
    target,
    week,
    outlet,
    title,
    url,
    is_about,
    mentions,
    positive_mentions,
    negative_mentions,
    polarity,
    author_polarity,
    speaker_polarity,
    case
        when greatest(positive_mentions, negative_mentions) = 0 then 'neutral'
        when 3 * least(positive_mentions, negative_mentions) >= greatest(positive_mentions, negative_mentions) then 'mixed'
        when positive_mentions > negative_mentions then 'positive'
        else 'negative'
    end as stance
from counted;
comment on view story_stance is 'One row a story and target: the stance of the story''s original, over all its mentions of the target.';
comment on column story_stance.story_id is 'Id of the story: the article_id of its original.';
comment on column story_stance.target is 'The target.';
comment on column story_stance.week is 'ISO week of the original.';
comment on column story_stance.outlet is 'The original''s outlet.';
comment on column story_stance.title is 'The original''s headline.';
comment on column story_stance.url is 'The original''s address.';
comment on column story_stance.is_about is 'Whether it is about the target, not merely mentioning it.';
comment on column story_stance.mentions is 'Mentions of the target in it.';
comment on column story_stance.positive_mentions is 'Those that speak well of it.';
comment on column story_stance.negative_mentions is 'Those that speak ill of it.';
comment on column story_stance.polarity is 'Mean polarity of its mentions, -1 to 1.';
comment on column story_stance.author_polarity is 'The same for what its author and headline say; null without such mentions.';
comment on column story_stance.speaker_polarity is 'The same for what its quoted speakers say; null without such mentions.';
comment on column story_stance.stance is 'positive, negative, mixed (the weaker side has at least a third of the stronger side''s mentions) or neutral.';
