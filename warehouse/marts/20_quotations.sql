create or replace view quotations as
select
    articles.week,
    articles.outlet,
    articles.title,
    articles.url,
    quotation.speaker,
    quotation.speaker_role,
    quotation.speaker_org,
    quotation.text,
    quotation.rank,
    quotation.kind,
    quotation.cue,
    articles.published_at,
    articles.relevant,
    articles.about,
    articles.is_original,
    quotation.article_id,
    quotation.ordinal,
    quotation.start_char,
    quotation.end_char
from quotation
join articles using (article_id, revision);
comment on view quotations is 'One row a quotation of an article''s current revision.';
comment on column quotations.week is 'ISO week of the article.';
comment on column quotations.outlet is 'The outlet''s name.';
comment on column quotations.title is 'The article''s headline.';
comment on column quotations.url is 'The article''s address.';
comment on column quotations.speaker is 'Who said it; null for an unnamed or doubtful speaker.';
comment on column quotations.speaker_role is 'The speaker''s role as the article introduces it.';
comment on column quotations.speaker_org is 'The organisation the speaker is introduced with.';
comment on column quotations.text is 'The words, exactly as the article has them.';
comment on column quotations.rank is 'How well the quotation would stand for the article, 0 to 1.';
comment on column quotations.kind is 'direct or block.';
comment on column quotations.cue is 'The word that attributes.';
comment on column quotations.published_at is 'When the article was published (UTC).';
comment on column quotations.relevant is 'Whether the article is about the topic.';
comment on column quotations.about is 'Targets that the article is about.';
comment on column quotations.is_original is 'Whether the article is its story''s original.';
comment on column quotations.article_id is 'The article.';
comment on column quotations.ordinal is 'Place in the article, from 1.';
comment on column quotations.start_char is 'Where the words begin in articles.text, in characters from 0.';
comment on column quotations.end_char is 'Where they end.';
