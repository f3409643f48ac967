{# Integer of a text, or null. 12.000 is the number 12; 12.5 and 3000000000 are null. #}
{% macro text_to_integer(text) -%}
    case
        when regexp_full_match({{ text }}, '-?[0-9]+(\.0+)?')
            then try_cast(split_part({{ text }}, '.', 1) as integer)
    end
{%- endmacro %}
