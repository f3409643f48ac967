{#
    True for what was known at the as-of timestamp of the build; everything is if the
    setting as_of is empty (rules 1).
    Usage: select ... from {{ ref('tax_rates') }} where {{ is_known('recorded_at') }}
#}
{% macro is_known(recorded_at) -%}
    {%- set as_of = as_of_instant() -%}
    {{ recorded_at ~ ' <= ' ~ as_of if as_of else 'true' }}
{%- endmacro %}
