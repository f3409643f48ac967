{#
    Tags that cannot be read, as they came: the record counts without them. Null if they
    can be read, or if the table has none.
#}
{% macro unreadable_tags(columns) -%}
    {%- set unreadable = [] -%}
    {%- for column in columns if column.format == 'tags' -%}
        {%- do unreadable.append(
            "case when " ~ column.name ~ " is null then delivered_" ~ column.name ~ " end"
        ) -%}
    {%- endfor -%}
    {{ unreadable | first | default("cast(null as varchar)", true) }}
{%- endmacro %}
