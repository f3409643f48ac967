{#
    The rows that only one of two relations has, as a relation.
    Usage: select * from {{ differing_rows('inputs', 'stored_inputs') }} as differing
#}
{% macro differing_rows(now, before) -%}
(
    select * from (select * from {{ now }} except select * from {{ before }}) as new_rows
    union all
    select * from (select * from {{ before }} except select * from {{ now }}) as old_rows
)
{%- endmacro %}
