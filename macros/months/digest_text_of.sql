{#
    A digest of columns of a row as text.
    Usage: {{ digest_text_of(['tax_component', 'tax_rate']) }} as digest
#}
{% macro digest_text_of(columns) -%}
    cast({{ key_hash(columns | join(', ')) }} as {{ type_text() }})
{%- endmacro %}
