{# Date of a text YYYY-MM-DD that is a real calendar day, else null. #}
{% macro text_to_date(text) -%}
    case
        when regexp_full_match({{ text }}, '[0-9]{4}-[0-9]{2}-[0-9]{2}')
            then try_cast({{ text }} as date)
    end
{%- endmacro %}
