-- The three probabilities of a mention sum to one.
select
    article_id,
    revision,
    ordinal
from mention
where abs(p_neg + p_neu + p_pos - 1) > 0.001;
