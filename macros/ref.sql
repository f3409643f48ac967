{#
    Relations without their catalogue. DuckDB names a catalogue after its file and keeps the
    text of a view. A published file has another name than the one dbt wrote, and readers
    open it under names of their own: a view that names the catalogue cannot be read there.
    DuckDB 2 leaves the catalogue out by itself; then this macro goes.
#}
{% macro ref() -%}
    {%- set relation = builtins.ref(*varargs, **kwargs) -%}
    {%- if execute and target.type == 'duckdb' and relation.database -%}
        {{ return(relation.include(database=false)) }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}
