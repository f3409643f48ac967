{#
    A 64-bit hash of a key, to find repeated keys cheaply; never an identity.
    Usage: {{ key_hash('usage.usage_id') }}
#}
{% macro key_hash(expression) -%}
    {{ return(adapter.dispatch('key_hash', 'tierbill')(expression)) }}
{%- endmacro %}

{% macro duckdb__key_hash(expression) -%}hash({{ expression }}){%- endmacro %}

{% macro spark__key_hash(expression) -%}xxhash64({{ expression }}){%- endmacro %}
