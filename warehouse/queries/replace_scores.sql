-- A score counts where its sentence and name still stand.
update mention
set
    known_at = case
        when (mention.p_neg, mention.p_neu, mention.p_pos, mention.model_version) is distinct from (score.p_neg, score.p_neu, score.p_pos, $model_version) then greatest(mention.known_at, $now)
        else mention.known_at
    end,
    p_neg = score.p_neg,
    p_neu = score.p_neu,
    p_pos = score.p_pos,
    model_version = $model_version,
    scored_at = $now
from staging.score as score
where mention.article_id = score.article_id
    and mention.revision = score.revision
    and mention.ordinal = score.ordinal
    and mention.sentence = score.sentence
    and mention.alias_start - mention.start_char = score.name_start;
