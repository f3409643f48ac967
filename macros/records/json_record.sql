{#
    Columns as the fields of a JSON object, nulls included, in the order given, as text.
    Usage: {{ json_record(['order_id', 'quantity']) }}
#}
{% macro json_record(names) -%}
    {{ adapter.dispatch('json_record', 'tierbill')(names) }}
{%- endmacro %}

{% macro duckdb__json_record(names) -%}
    cast(
        to_json(
            struct_pack(
                {%- for name in names %}
                {{ name }} := {{ name }}{{ "," if not loop.last }}
                {%- endfor %}
            )
        ) as varchar
    )
{%- endmacro %}

{% macro spark__json_record(names) -%}
    to_json(
        struct({{ names | join(', ') }}), map('ignoreNullFields', 'false')
    )
{%- endmacro %}
