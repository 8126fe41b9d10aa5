create or replace view speakers as
with quoted as (
    select
        speaker,
        count(*) as quotations,
        count(distinct article_id) as articles,
        count(distinct outlet) as outlets,
        mode(speaker_role) as speaker_role,
        mode(speaker_org) as speaker_org,
        arg_max(text, rank) as best_quotation,
        arg_max(url, rank) as best_quotation_url,
        min(published_at) as first_quoted_at,
        max(published_at) as last_quoted_at
    from quotations
    where speaker is not null and is_original
    group by speaker
),
leaning as (
    select
        speaker,
        count(*) as mentions,
        avg(polarity) as polarity
    from mentions
    where voice = 'speaker' and speaker is not null and is_original
        and target = (select name from target order by place limit 1)
    group by speaker
)
select
    quoted.speaker,
    quoted.speaker_role,
    quoted.speaker_org,
    quoted.quotations,
    quoted.articles,
    quoted.outlets,
    coalesce(leaning.mentions, 0) as mentions,
    leaning.polarity,
    quoted.best_quotation,
    quoted.best_quotation_url,
    quoted.first_quoted_at,
    quoted.last_quoted_at
from quoted
left join leaning using (speaker);
comment on view speakers is 'One row a named speaker, over all weeks; polarity is towards the first target of the watchlist.';
comment on column speakers.speaker is 'Name.';
comment on column speakers.speaker_role is 'Role most often given.';
comment on column speakers.speaker_org is 'Organisation most often given.';
comment on column speakers.quotations is 'Quotations of the speaker in originals.';
comment on column speakers.articles is 'Articles with them.';
comment on column speakers.outlets is 'Outlets with them.';
comment on column speakers.mentions is 'Mentions of the first target in the speaker''s words.';
comment on column speakers.polarity is 'Their mean polarity, -1 to 1; null without mentions.';
comment on column speakers.best_quotation is 'The quotation of highest rank.';
comment on column speakers.best_quotation_url is 'The article that has it.';
comment on column speakers.first_quoted_at is 'When first quoted (UTC).';
comment on column speakers.last_quoted_at is 'When last quoted (UTC).';
