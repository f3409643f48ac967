{#
    The incremental strategy `months`: the touched months are replaced, all others are left as
    they are. If a build rates everything, everything is replaced.
    Usage: config(materialized='incremental', incremental_strategy='months')
#}
{% macro get_incremental_months_sql(arg_dict) -%}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ target }}
    {% if bills_go_on() -%}
    where billing_month in (
        select billing_month from {{ built_table('int_touched_months') }}
    )
    {%- endif %};

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{%- endmacro %}
