-- Mentions whose score comes out otherwise or from another model, which reports name, as they were scored until now.
insert into mention_past by name
select
    mention.*,
    $now as replaced_at
from mention
join staging.score on mention.article_id = score.article_id
    and mention.revision = score.revision
    and mention.ordinal = score.ordinal
    and mention.sentence = score.sentence
    and mention.alias_start - mention.start_char = score.name_start
where (mention.p_neg, mention.p_neu, mention.p_pos, mention.model_version) is distinct from (score.p_neg, score.p_neu, score.p_pos, $model_version)
    and mention.known_at < $now;
