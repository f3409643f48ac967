{#
    The values of a record that were rounded to their type, as they came: a list of
    column and text, null if there is none. Only for text columns of decimal types.
#}
{% macro rounded_values(columns, typed) -%}
    {%- set conditions, values = [], [] -%}
    {%- for column in columns
        if column.data_type.startswith('decimal') and column.name not in typed -%}
        {%- set text = 'delivered_' ~ column.name -%}
        {%- set scale = column.data_type[8:-1].split(',')[1] | int -%}
        {%- set is_rounded -%}
            (
                {{ column.name }} is not null
                and {{ has_more_decimals("cast(" ~ text ~ " as varchar)", scale) }}
            )
        {%- endset -%}
        {%- do conditions.append(is_rounded) -%}
        {%- do values.append(
            "{'column_name': '" ~ column.name ~ "', 'delivered': case when " ~ is_rounded
            ~ " then " ~ text ~ " end}"
        ) -%}
    {%- endfor -%}
    {%- if conditions -%}
    case
        when {{ conditions | join(" or ") }}
            then list_filter(
                [{{ values | join(", ") }}], lambda each: each.delivered is not null
            )
    end
    {%- else -%}
    cast(null as struct(column_name varchar, delivered varchar)[])
    {%- endif -%}
{%- endmacro %}
