{#
    Local time of a text in the form of an instant without its offset (text_to_instant),
    a timestamp without zone; null for any other text. An instant in its type has one.
#}
{% macro local_time(value) -%}
    {%- set text = 'cast(' ~ value ~ ' as varchar)' -%}
    case
        when regexp_full_match({{ text }}, '{{ clock_form() }}')
            then try_cast({{ whole_clock(text) }} as timestamp)
    end
{%- endmacro %}

{# Pattern of a day and a time of it, without an offset; 24:00 is none. #}
{% macro clock_form() -%}
    [0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?
{%- endmacro %}

{# A time with its seconds put in where it has none: DuckDB needs them. #}
{% macro whole_clock(text) -%}
    case when {{ text }}[17] = ':' then {{ text }}
    else {{ text }}[:16] || ':00' || {{ text }}[17:] end
{%- endmacro %}
