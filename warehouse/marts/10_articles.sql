create or replace view articles as
select
    article.article_id,
    article.url,
    article.outlet,
    article.outlet_kind,
    revision.title,
    revision.authors,
    revision.published_at,
    revision.published_precision,
    revision.published_on,
    revision.modified_at,
    revision.week,
    article.first_seen_at,
    revision.revision,
    try_strptime(article.page_last_modified, '%a, %d %b %Y %H:%M:%S GMT') at time zone 'UTC' as page_modified_at,
    article.withdrawn_at,
    revision.relevant,
    revision.relevance,
    revision.about,
    revision.targets,
    article.story_id,
    article.story_id = article.article_id as is_original,
    article.is_copy,
    revision.completeness,
    revision.language,
    revision.evidence,
    revision.parser_version,
    revision.reader_version,
    revision.text,
    article.feed_url,
    revision.captured_at,
    revision.read_at,
    revision.known_at
from article_known as article
join revision_known as revision using (article_id);
comment on view articles is 'One row an article, as its current revision has it: the one current at as_of, where that is set.';
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
comment on column articles.page_modified_at is 'When its server says that the page last changed (Last-Modified, UTC): an edit, or no more than a rebuilt site. Null where the page was looked at again after as_of.';
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
comment on column articles.feed_url is 'Feed that announced it first.';
comment on column articles.captured_at is 'When the page of this revision was fetched (UTC).';
comment on column articles.read_at is 'When it was read (UTC).';
comment on column articles.known_at is 'Since when it reads as it does here (UTC): its run''s moment, or the later one when it was read again and came out otherwise.';
