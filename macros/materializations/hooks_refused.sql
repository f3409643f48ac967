{#
    Refuses hooks: where each statement commits itself, there is no transaction for them.
    Usage: {{ hooks_refused(pre_hooks, post_hooks) }}
#}
{% macro hooks_refused(pre_hooks, post_hooks) -%}
    {%- if pre_hooks or post_hooks -%}
        {{ exceptions.raise_compiler_error(
            'The tables and views of this project take no hooks.'
        ) }}
    {%- endif -%}
{%- endmacro %}
