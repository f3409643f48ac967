{#
    The incremental strategy `touched`: of the charges that the models in the configuration's
    meta.touched_by name, those of which a row differs are written again, all others are left
    as they are. If a build rates everything, everything is written.
    Usage: config(materialized='incremental', incremental_strategy='touched')
#}
{% macro get_incremental_touched_sql(arg_dict) -%}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set rated = arg_dict['temp_relation'] -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {%- if goes_on() %}
    create or replace temp table {{ target.identifier }}__stored as
    select {{ columns }} from {{ target }}
    where charge_id in (
        {% for touched in config.get('meta')['touched_by'] -%}
        select charge_id from {{ built_table(touched) }}
        {{ 'union all' if not loop.last }}
        {% endfor %}
    );

    create or replace temp table {{ target.identifier }}__changed as
    select charge_id
    from (
        select * from {{ target.identifier }}__stored
        except all
        select {{ columns }} from {{ rated }}
    )
    union
    select charge_id
    from (
        select {{ columns }} from {{ rated }}
        except all
        select * from {{ target.identifier }}__stored
    );

    delete from {{ target }}
    where charge_id in (select charge_id from {{ target.identifier }}__changed);

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ rated }}
    where charge_id in (select charge_id from {{ target.identifier }}__changed);

    drop table {{ target.identifier }}__stored;
    drop table {{ target.identifier }}__changed
    {%- else %}
    delete from {{ target }};

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ rated }}
    {%- endif %}
{%- endmacro %}
