{#
    Condition under which a date or an instant lies in the years 0001 to 9999 (UTC),
    beyond which not every reader can follow. Empty for other columns.
#}
{% macro within_years(value, column) -%}
    {%- if column.data_type == 'date' -%}
        {{ value }} between date '0001-01-01' and date '9999-12-31'
    {%- elif column.data_type == 'timestamp with time zone' -%}
        {{ value }} between timestamptz '0001-01-01 00:00:00+00'
            and timestamptz '9999-12-31 23:59:59.999999+00'
    {%- endif -%}
{%- endmacro %}
