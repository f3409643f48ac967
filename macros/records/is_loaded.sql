{#
    True for what a load up to that of the build brought; everything is if the setting
    as_of_load is 0 (rules 8.2).
    Usage: select ... from delivered where {{ is_loaded('load_sequence') }}
#}
{% macro is_loaded(load_sequence) -%}
    {%- set as_of_load = setting('as_of_load') -%}
    {{ load_sequence ~ ' <= ' ~ as_of_load if as_of_load else 'true' }}
{%- endmacro %}
