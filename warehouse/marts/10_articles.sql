create or replace view articles as
with current_revision as (
    select revision.*
    from article_revision as revision
    join article using (article_id, revision)
),
named as (
    select
        article_id,
        revision,
        list(distinct target order by target) as targets
    from mention
    group by all
)
select
    article.article_id,
    article.url,
    article.outlet,
    article.outlet_kind,
    current_revision.title,
    current_revision.authors,
    current_revision.published_at,
    current_revision.published_precision,
    current_revision.published_on,
    current_revision.modified_at,
    strftime(
        case  -- if() is unknown to DuckDB 1.2, which may read this file
            when coalesce(current_revision.published_at, 'infinity'::timestamptz) > article.first_seen_at + interval 1 day then article.first_seen_at
            else current_revision.published_at
        end at time zone 'UTC',
        '%G-W%V'
    ) as week,
    article.first_seen_at,
    article.revision,
    try_strptime(article.page_last_modified, '%a, %d %b %Y %H:%M:%S GMT') at time zone 'UTC' as page_modified_at,
    article.withdrawn_at,
    current_revision.relevant,
    current_revision.relevance,
    current_revision.about,
    coalesce(named.targets, []) as targets,
    article.story_id,
    article.story_id = article.article_id as is_original,
    coalesce(article.outlet <> original.outlet, false) as is_copy,
    current_revision.completeness,
    current_revision.language,
    current_revision.evidence,
    current_revision.parser_version,
    current_revision.reader_version,
    current_revision.text
from article
join current_revision using (article_id, revision)
left join article as original on original.article_id = article.story_id
left join named using (article_id, revision);
comment on view articles is 'One row an article, as its current revision has it.';
comment on column articles.article_id is 'Id of the article.';
comment on column articles.url is 'Canonical address.';
comment on column articles.outlet is 'The outlet''s name.';
comment on column articles.outlet_kind is 'The outlet''s kind: primary, press, analyst, policy, community, vendor or aggregator.';
comment on column articles.title is 'Headline.';
comment on column articles.authors is 'Authors'' names; empty where the article names nobody.';
comment on column articles.published_at is 'Time of publication (UTC).';
comment on column articles.published_precision is 'second, minute or day: how much of published_at is known.';
comment on column articles.published_on is 'Day of publication in the publisher''s own zone.';
comment on column articles.modified_at is 'When the publisher last changed it (UTC).';
comment on column articles.week is 'ISO week of publication in UTC, such as 2024-W30; of first sight where no date is known, or one in the future.';
comment on column articles.first_seen_at is 'When Bellwether first saw it (UTC).';
comment on column articles.revision is 'Number of the current revision.';
comment on column articles.page_modified_at is 'When its server says that the page last changed (Last-Modified, UTC): an edit, or no more than a rebuilt site.';
comment on column articles.withdrawn_at is 'When its publisher was found to have withdrawn it (UTC); null while it stands.';
comment on column articles.relevant is 'Whether it is about the topic.';
comment on column articles.relevance is 'How much it is about the topic, 0 to 1.';
comment on column articles.about is 'Targets that it is about.';
comment on column articles.targets is 'Targets that it mentions.';
comment on column articles.story_id is 'Id of its story: the article_id of the original.';
comment on column articles.is_original is 'Whether it is the original of its story. What is neither original nor copy is an outlet''s reprint of itself.';
comment on column articles.is_copy is 'Whether it is a copy of another outlet''s article: amplification.';
comment on column articles.completeness is 'full, teaser, wall or none.';
comment on column articles.language is 'Language as the page declares it.';
comment on column articles.evidence is 'Which source answered for each field; under dates, every candidate for the date of publication with its source (JSON).';
comment on column articles.parser_version is 'Version of the readers that took title, authors, dates and text out of the page.';
comment on column articles.reader_version is 'Version of the readers that found quotations, mentions and relevance in the text.';
comment on column articles.text is 'Text: paragraphs parted by a blank line.';
