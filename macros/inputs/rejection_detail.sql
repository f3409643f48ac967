{#
    What exactly is wrong with a rejected record where its reason does not say all (rules
    1.1, 1.9): of a number the rule it breaks, of a currency that there is none such, of a
    local time that its zone has twice both instants, of one that it skips the gap. Null
    for every other record.
#}
{% macro rejection_detail(columns, zone) -%}
    cast(
        case
            when rejection_reason is null then null
            {%- if zone %}
            when rejection_reason in ('ambiguous_local_time', 'nonexistent_local_time')
                then coalesce(
                    {%- for column in columns
                        if column.data_type == 'timestamp with time zone' %}
                    {{ local_time_detail('delivered_' ~ column.name, column.name, zone) }}
                    {{- "," if not loop.last }}
                    {%- endfor %}
                )
            {%- endif %}
            {%- for column in columns if column.format == 'currency' %}
            when rejection_reason = 'invalid_{{ column.name }}'
                then
                    '{{ column.name }} ' || delivered_{{ column.name }}
                    || ' is no currency of ISO 4217.'
            {%- endfor %}
            {%- for column in columns
                if column.data_type == 'integer' or column.data_type.startswith('decimal') %}
            when rejection_reason = 'invalid_{{ column.name }}'
                then {{ number_detail('delivered_' ~ column.name, column.name, column) }}
            {%- endfor %}
        end as varchar
    )
{%- endmacro %}
