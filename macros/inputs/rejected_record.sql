{# A rejected record as it came, JSON text; null if it was accepted. #}
{% macro rejected_record(columns, faults) -%}
    case
        {% if faults -%}
        when record_fault is not null
            then cast(json_object('record_text', record_text) as varchar)
        {% endif -%}
        when rejection_reason is not null
            then cast(json_object(
                {% for column in columns -%}
                '{{ column.name }}', cast(delivered_{{ column.name }} as varchar)
                {{- "," if not loop.last }}
                {% endfor -%}
            ) as varchar)
    end
{%- endmacro %}
