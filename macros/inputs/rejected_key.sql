{#
    The key of a rejected record (outputs.md, identifiers); key columns that cannot be
    read stand as they came. Null if it was accepted or could not be split into columns.
#}
{% macro rejected_key(columns, key, faults) -%}
    case
        when rejection_reason is not null {{ "and record_fault is null" if faults }}
            then concat_ws(
                '|'
                {%- for column in columns if column.name in key %},
                case
                    when {{ column.name }} is null
                        then coalesce(
                            {{ key_part('cast(delivered_' ~ column.name ~ ' as varchar)') }}, ''
                        )
                    else {{ column_text(column.name, column.data_type) }}
                end
                {%- endfor %}
            )
    end
{%- endmacro %}
