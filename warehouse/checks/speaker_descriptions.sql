-- A speaker is named or described, never both, and a form is joined with a person once in each article.
select
    article_id,
    ordinal::varchar as form
from quotation
where speaker is not null
    and speaker_description is not null
union all
select
    article_id,
    speaker || description
from speaker_form
group by article_id, speaker, description
having count(*) > 1;
