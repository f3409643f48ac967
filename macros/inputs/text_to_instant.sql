{#
    Instant of an ISO 8601 text with an offset, or null: YYYY-MM-DD[T or space]HH:MM
    [:SS[.f, up to 6]] and Z, +HH, +HHMM or +HH:MM. Hours and minutes are checked here
    because DuckDB takes 24:00:00; missing seconds are put in because it needs them.

    zone: a zone name for texts without an offset; without it they are null. A local time
    that the zone skips or has twice is null too: it would be a guess.
#}
{% macro text_to_instant(text, zone=none) -%}
    {%- set clock -%}
        [0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?
    {%- endset -%}
    {%- set full -%}
        case when {{ text }}[17] = ':' then {{ text }}
        else {{ text }}[:16] || ':00' || {{ text }}[17:] end
    {%- endset -%}
    case
        when regexp_full_match(
            {{ text }}, '{{ clock }}(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)'
        )
            then try_cast({{ full }} as timestamptz)
        {%- if zone %}
        when regexp_full_match({{ text }}, '{{ clock }}')
            then {{ local_to_instant("try_cast(" ~ full ~ " as timestamp)", zone) }}
        {%- endif %}
    end
{%- endmacro %}
