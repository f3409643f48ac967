{# Boolean of the texts true and false, null for any other. #}
{% macro text_to_boolean(text) -%}
    case {{ text }} when 'true' then true when 'false' then false end
{%- endmacro %}
