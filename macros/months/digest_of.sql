{#
    A digest of columns of a row. Digests of rows are added up to one of a group: it is the
    same in any order.
    Usage: sum({{ digest_of(['usage_started_at', 'tags']) }}) as usage_digest
#}
{% macro digest_of(columns) -%}
    cast({{ key_hash(columns | join(', ')) }} as decimal(20, 0))
{%- endmacro %}
