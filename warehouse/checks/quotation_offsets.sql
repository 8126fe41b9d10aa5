-- Every quotation stands word for word in the text of its revision.
select
    quotation.article_id,
    quotation.revision,
    quotation.ordinal
from quotation
left join article_revision using (article_id, revision)
where article_revision.text is null
    or array_slice(article_revision.text, quotation.start_char + 1, quotation.end_char) is distinct from quotation.text;
