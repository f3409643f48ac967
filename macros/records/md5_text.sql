{#
    Lower-case hexadecimal md5 of a UTF-8 text (identifiers of outputs.md).
    Usage: {{ md5_text("owner_account_id || '|' || resource_id") }}
#}
{% macro md5_text(text) -%}
    md5({{ text }})
{%- endmacro %}
