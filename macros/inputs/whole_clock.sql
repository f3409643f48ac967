{# A time with its seconds put in where it has none: DuckDB needs them. #}
{% macro whole_clock(text) -%}
    case when {{ text }}[17] = ':' then {{ text }}
    else {{ text }}[:16] || ':00' || {{ text }}[17:] end
{%- endmacro %}
