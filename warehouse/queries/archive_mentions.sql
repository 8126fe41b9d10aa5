select
    mention.article_id,
    mention.target,
    mention.sentence,
    mention.start_char,
    mention.end_char,
    mention.alias,
    mention.alias_start,
    mention.alias_end,
    mention.p_neg,
    mention.p_neu,
    mention.p_pos,
    mention.voice,
    mention.speaker,
    mention.aspects
from mention
join article using (article_id, revision)
where article.article_id in (select unnest($articles))
order by mention.article_id, mention.ordinal;
