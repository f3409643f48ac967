{# Pattern of a JSON object whose values have the pattern `value`. #}
{% macro tag_object(string, value, blank) -%}
    {%- set pair = string ~ blank ~ ':' ~ blank ~ '(?:' ~ value ~ ')' -%}
    {%- set pairs = pair ~ '(?:' ~ blank ~ ',' ~ blank ~ pair ~ ')*' -%}
    {{ blank }}\{{ "{" }}{{ blank }}(?:{{ pairs }})?{{ blank }}\{{ "}" }}{{ blank }}
{%- endmacro %}
