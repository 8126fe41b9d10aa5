create or replace view weekly_stance_by_voice as
with by_story as (
    select
        week,
        target,
        voice,
        story_id,
        avg(polarity::decimal(18, 12)) as polarity
    from mentions
    where is_original and is_about
    group by all
)
select
    week,
    target,
    voice,
    count(*) as stories,
    avg(polarity::decimal(18, 12)) as stance_index
from by_story
group by week, target, voice;
comment on view weekly_stance_by_voice is 'One row a week, target and voice, over the stories about the target in which that voice speaks of it.';
comment on column weekly_stance_by_voice.week is 'ISO week.';
comment on column weekly_stance_by_voice.target is 'The target.';
comment on column weekly_stance_by_voice.voice is 'author, headline or speaker.';
comment on column weekly_stance_by_voice.stories is 'Stories (n).';
comment on column weekly_stance_by_voice.stance_index is 'Mean polarity of the stories'' mentions in that voice.';
