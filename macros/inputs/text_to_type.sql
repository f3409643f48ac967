{# A text read as the type of a contract column; null if it cannot be read so. #}
{% macro text_to_type(text, column, reading={}) -%}
    {%- if column.format == 'tags' -%}
        {{ text_to_tags(text) }}
    {%- elif column.data_type == 'varchar' -%}
        {{ text }}
    {%- elif column.data_type == 'boolean' -%}
        {{ text_to_boolean(text) }}
    {%- elif column.data_type == 'integer' -%}
        {{ text_to_integer(text) }}
    {%- elif column.data_type == 'date' -%}
        {{ text_to_date(text) }}
    {%- elif column.data_type == 'timestamp with time zone' -%}
        {{ text_to_instant(text, reading) }}
    {%- else -%}
        {%- set digits = column.data_type[8:-1].split(',') -%}
        {{ text_to_decimal(
            text, digits[0] | int, digits[1] | int, reading.round_digits
        ) }}
    {%- endif -%}
{%- endmacro %}
