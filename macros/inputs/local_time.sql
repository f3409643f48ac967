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
