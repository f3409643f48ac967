{# Condition under which a number has decimals beyond a scale that are not 0. #}
{% macro has_more_decimals(text, scale) -%}
    (length(rtrim(split_part({{ text }}, '.', 2), '0')) > {{ scale }})
{%- endmacro %}
