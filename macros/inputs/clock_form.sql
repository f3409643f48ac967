{# Pattern of a day and a time of it, without an offset; 24:00 is none. #}
{% macro clock_form() -%}
    [0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?
{%- endmacro %}
