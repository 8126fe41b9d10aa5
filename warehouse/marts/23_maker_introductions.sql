-- What an introduction says of whether somebody is of a maker. Patterns are built of the watchlist's names, so they are tried only where a name stands at all.
create or replace view maker_introductions as
with spelled as (
    select
        name as target,
        unnest(coalesce(insiders, [maker])) as maker
    from targets
),
maker as (
    select
        target,
        list(maker) as spellings,
        -- FAIR is not the fair of a fair trade trust: a name in capitals is found in capitals.
        string_agg(
            case
                when maker = upper(maker) and maker <> lower(maker) then trim(regexp_replace(maker, '[^\w’'']+', ' ', 'g'))
                else '(?i:' || trim(regexp_replace(maker, '[^\w’'']+', ' ', 'g')) || ')'
            end,
            '|'
            order by maker
        ) as names
    from spelled
    where regexp_matches(maker, '\w')
    group by target
),
-- Whom an organisation lets speak or pays, in a description of somebody who is not named.
staff as (
    select '(?i:spokes(?:man|men|woman|women|persons?|people)|officials?|executives?|engineers?|researchers?|scientists?|employees?|staff(?:ers?)?|workers?'
        || '|managers?|directors?|representatives?|lawyers?|attorneys?|counsel|leaders?|officers?|presidents?|ceo)' as nouns
),
introduced as (
    select distinct
        speaker_role,
        speaker_org,
        speaker_description,
        concat_ws(' ', speaker_role, speaker_org, speaker_description) as whole
    from quotation_known
    where coalesce(speaker_role, speaker_org, speaker_description) is not null
),
naming as (
    select
        maker.target,
        introduced.speaker_role,
        introduced.speaker_org,
        introduced.speaker_description,
        '(?:' || maker.names || ')' as names,
        ' ' || regexp_replace(introduced.whole, '[^\w’'']+', ' ', 'g') || ' ' as whole,
        -- Without what stands between a person and the maker: "former Meta engineer", "a critic of Meta", "chief of Meta rival X", "a lawyer for authors suing Meta".
        ' ' || regexp_replace(
            regexp_replace(
                introduced.whole,
                '(?:[A-Z][\w.-]*(?:[’'']s)? )*(?i:\b(?:former|formerly|ex|erstwhile|onetime|critics?|opponents?|rivals?|competitors?|plaintiffs?|suing|sued|sues)\b'
                || '|\b(?:lawyer|attorney|counsel)s? for [^,;]*\bagainst\b)[^,;]*?(?:[,;]|(?i:\bnow\b)|$)',
                ' , ',
                'g'
            ),
            '[^\w’'']+',
            ' ',
            'g'
        ) || ' ' as plain
    from introduced
    join maker on list_bool_or([contains(lower(introduced.whole), lower(spelling)) for spelling in maker.spellings])
)
select
    target,
    speaker_role,
    speaker_org,
    speaker_description,
    case
        when speaker_description is null then regexp_matches(plain, ' ' || names || '(?:[’'']s?)? ')
        -- "A senior Meta engineer", "a spokeswoman for Meta"; not "people familiar with Meta’s plans".
        when regexp_matches(
            plain,
            '^ (?i:(?:an?|the|one|two|three|some|several|many|another|of|senior|top|other|current) )*' || names || '(?:[’'']s?)? (?:\w+ ){0,3}' || staff.nouns || ' '
        ) or regexp_matches(
            plain,
            '^ (?:\w+ ){0,3}' || staff.nouns || ' '
            || '(?i:of \w+ (?:\w+ )?|who works? |working )?(?i:for|at|of|from|inside|within) (?i:the )?' || names || ' '
        ) then true
        when not regexp_matches(plain, ' ' || names || '(?:[’'']s?)? ') then false
    end as insider
from naming
cross join staff
where regexp_matches(whole, ' ' || names || '(?:[’'']s?)? ');
comment on view maker_introductions is 'One row a target and way of introducing a speaker, in any article, that names the target''s maker: whether it makes an insider.';
comment on column maker_introductions.target is 'The target.';
comment on column maker_introductions.speaker_role is 'The role, as in quotations.';
comment on column maker_introductions.speaker_org is 'The organisation, as in quotations.';
comment on column maker_introductions.speaker_description is 'What a speaker who is not named is called, as in quotations.';
comment on column maker_introductions.insider is 'Whether such a speaker is of the maker. False for former people, critics, rivals and those who sue it, null for a description that does not tell: people familiar with its plans.';
