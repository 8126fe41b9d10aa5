create or replace view weekly_stance_by_voice as
with by_story as (
    select
        week,
        target,
        voice,
        story_id,
        avg(polarity::decimal(18, 12)) as polarity,
        count(*) filter (stance = 'positive') as praise,
        count(*) filter (stance = 'negative') as blame
    from mentions
    where is_original and is_about
    group by all
)
select
    week,
    target,
    voice,
    count(*) as stories,
    avg(polarity::decimal(18, 12)) as stance_index,
    avg((praise > 0 and 3 * blame < praise)::integer) as positive_share,
    avg((praise + blame > 0 and 3 * least(praise, blame) >= greatest(praise, blame))::integer) as mixed_share,
    avg((praise + blame = 0)::integer) as neutral_share,
    avg((blame > 0 and 3 * praise < blame)::integer) as negative_share
from by_story
group by week, target, voice;
comment on view weekly_stance_by_voice is 'One row a week, target and voice, over the stories about the target in which that voice speaks of it.';
comment on column weekly_stance_by_voice.week is 'ISO week.';
comment on column weekly_stance_by_voice.target is 'The target.';
comment on column weekly_stance_by_voice.voice is 'author, headline or speaker.';
comment on column weekly_stance_by_voice.stories is 'Stories (n).';
comment on column weekly_stance_by_voice.stance_index is 'Mean polarity of the stories'' mentions in that voice.';
comment on column weekly_stance_by_voice.positive_share is 'Share of the stories that are positive in that voice, by the rule of story_stance.';
comment on column weekly_stance_by_voice.mixed_share is 'Share that are mixed.';
comment on column weekly_stance_by_voice.neutral_share is 'Share that are neutral.';
comment on column weekly_stance_by_voice.negative_share is 'Share that are negative.';
