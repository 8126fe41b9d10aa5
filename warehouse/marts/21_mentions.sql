create or replace view mentions as
select
    articles.week,
    mention.target,
    articles.outlet,
    articles.title,
    articles.url,
    mention.sentence,
    mention.alias,
    mention.voice,
    mention.speaker,
    mention.aspects,
    mention.p_pos - mention.p_neg as polarity,
    case
        when mention.p_pos > greatest(mention.p_neg, mention.p_neu) then 'positive'
        when mention.p_neg > greatest(mention.p_pos, mention.p_neu) then 'negative'
        else 'neutral'
    end as stance,
    mention.p_neg,
    mention.p_neu,
    mention.p_pos,
    mention.model_version,
    articles.published_at,
    list_contains(articles.about, mention.target) as is_about,
    articles.is_original,
    articles.story_id,
    mention.article_id,
    mention.ordinal,
    mention.start_char,
    mention.end_char,
    articles.first_seen_at,
    articles.captured_at,
    articles.read_at,
    mention.scored_at
from mention_known as mention
join articles using (article_id, revision);
comment on view mentions is 'One row a mention of a target in an article''s current revision, with the stance towards it.';
comment on column mentions.week is 'ISO week of the article.';
comment on column mentions.target is 'The target.';
comment on column mentions.outlet is 'The outlet''s name.';
comment on column mentions.title is 'The article''s headline.';
comment on column mentions.url is 'The article''s address.';
comment on column mentions.sentence is 'The sentence; where the voice is a speaker''s, what of it is quoted, unless that is a word or three.';
comment on column mentions.alias is 'The words that name the target.';
comment on column mentions.voice is 'Whose words the sentence is: author, headline or speaker.';
comment on column mentions.speaker is 'The speaker''s name where the voice is speaker.';
comment on column mentions.aspects is 'Aspects that the sentence speaks of.';
comment on column mentions.polarity is 'p_pos - p_neg: from -1 (against) to 1 (for).';
comment on column mentions.stance is 'positive, negative or neutral: the most probable.';
comment on column mentions.p_neg is 'Probability that it speaks ill of the target.';
comment on column mentions.p_neu is 'Probability that it takes no side.';
comment on column mentions.p_pos is 'Probability that it speaks well of the target.';
comment on column mentions.model_version is 'Version of the stance model.';
comment on column mentions.published_at is 'When the article was published (UTC).';
comment on column mentions.is_about is 'Whether the article is about the target, not merely mentioning it.';
comment on column mentions.is_original is 'Whether the article is its story''s original.';
comment on column mentions.story_id is 'Id of the story.';
comment on column mentions.article_id is 'The article.';
comment on column mentions.ordinal is 'Place in the article, from 1.';
comment on column mentions.start_char is 'Where this begins in articles.text (in the title where the voice is headline).';
comment on column mentions.end_char is 'Where it ends.';
comment on column mentions.first_seen_at is 'When the article was first seen (UTC).';
comment on column mentions.captured_at is 'When the page was fetched (UTC).';
comment on column mentions.read_at is 'When the mention was found in it (UTC).';
comment on column mentions.scored_at is 'When it was scored (UTC).';
