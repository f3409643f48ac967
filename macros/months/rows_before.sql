{#
    Columns of a table as the build before left it; no rows if a build rates everything.
    relation: what has the columns if there is no such table yet
    of_bills: whether the rows are of bills and not of what is rated
    Usage: select * from {{ rows_before('rated_inputs', ['digest'], 'inputs') }} as stored
#}
{% macro rows_before(table, columns, relation, of_bills=false) -%}
    {%- set is_known = bills_go_on() if of_bills else goes_on() -%}
    (
        select {{ columns | join(', ') }}
        {% if is_known or not execute -%}
        from {{ source('rated', table).include(database=false) }}
        {%- else -%}
        from {{ relation }}
        where false
        {%- endif %}
    )
{%- endmacro %}
