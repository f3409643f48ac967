{#
    Whether any usage may be large (int_used_skus), as `true` or `false`, asked just before
    the model that asks is built; `true` everywhere else, in unit tests too.
    Usage: {{ quantity_sum('quantity', has_large_usage()) }}
#}
{% macro has_large_usage() -%}
    {%- set used_skus = ref('int_used_skus') -%}
    {%- if execute and flags.WHICH in ('build', 'run') and model.resource_type == 'model' -%}
        {%- set found = run_query('select 1 from ' ~ used_skus ~ ' where is_large limit 1') -%}
        {{ return('true' if found.rows else 'false') }}
    {%- endif -%}
    {{ return('true') }}
{%- endmacro %}
