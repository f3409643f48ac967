{#
    Checks the contract of a model. The types are declared as the engine writes them, so
    columns that are equal as text are equal; dbt's own check, which asks the engine for
    either side and compares each column with each, is left to say what is wrong.
    Usage: called by dbt for models whose contract is enforced
#}
{% macro get_assert_columns_equivalent(sql) -%}
    {{ return(adapter.dispatch('get_assert_columns_equivalent', 'tierbill')(sql)) }}
{%- endmacro %}

{% macro duckdb__get_assert_columns_equivalent(sql) -%}
    {%- set declared = [] -%}
    {%- for column in model['columns'].values() -%}
        {%- do declared.append(column['name'] ~ ' ' ~ column['data_type'] | upper) -%}
    {%- endfor -%}
    {%- set given = [] -%}
    {%- for column in adapter.get_column_schema_from_query(sql) -%}
        {%- do given.append(column.name ~ ' ' ~ column.dtype) -%}
    {%- endfor -%}
    {%- if given | sort != declared | sort -%}
        {{ assert_columns_equivalent(sql) }}
    {%- endif -%}
{%- endmacro %}

{% macro spark__get_assert_columns_equivalent(sql) -%}
    {{ assert_columns_equivalent(sql) }}
{%- endmacro %}
