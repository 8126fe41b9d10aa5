create or replace view quotation_runs as
select
    quotations.utterance_id,
    quotations.wording_id,
    quotations.words,
    quotations.text,
    quotations.person,
    quotations.outlet,
    quotations.url,
    quotations.week,
    quotations.rank,
    quotations.relevant,
    quotations.article_id,
    quotations.story_id,
    runs.run_at,
    -- Of two that ran at once an original stands before its copies.
    (runs.run_at, not quotations.is_original, quotations.article_id, quotations.ordinal) as place
from quotations
join (
    select
        article_id,
        -- Where only the day is known, the article counts from its end, as for the originals of stories.
        coalesce(published_at, first_seen_at)
            + case when published_precision = 'day' then interval '23 hours 59 minutes' else interval '0 seconds' end as run_at
    from articles
) as runs using (article_id)
where quotations.utterance_id is not null;
comment on view quotation_runs is 'One row a quotation, with when it ran and its place among the others of its utterance.';
comment on column quotation_runs.utterance_id is 'Id of the utterance, as in quotations.';
comment on column quotation_runs.wording_id is 'Id of the wording, as in quotations.';
comment on column quotation_runs.words is 'The words in small letters without marks.';
comment on column quotation_runs.text is 'The words, exactly as the article has them.';
comment on column quotation_runs.person is 'The speaker''s name over all articles.';
comment on column quotation_runs.outlet is 'The outlet''s name.';
comment on column quotation_runs.url is 'The article''s address.';
comment on column quotation_runs.week is 'ISO week of the article.';
comment on column quotation_runs.rank is 'How well the quotation would stand for the article, 0 to 1.';
comment on column quotation_runs.relevant is 'Whether the article is about the topic.';
comment on column quotation_runs.article_id is 'The article.';
comment on column quotation_runs.story_id is 'Id of the article''s story.';
comment on column quotation_runs.run_at is 'When the article was published, else first seen (UTC); the end of the day where only the day is known.';
comment on column quotation_runs.place is 'What orders the runs of one utterance: the least ran first.';
