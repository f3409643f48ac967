{#
    The first reason to reject a record, null if there is none: all missing_<column>
    before any invalid_<column>, each in the order of the contract (rules 1.1, step a).
#}
{% macro rejection_reason(columns, faults) -%}
    case
        {% if faults -%}
        when record_fault is not null then record_fault
        {% endif -%}
        when {{ breaks_contract(columns, 'delivered_') }} then case
            {% for column in columns if not column.nullable -%}
            when delivered_{{ column.name }} is null then 'missing_{{ column.name }}'
            {% endfor -%}
            {% for column in columns -%}
            {% set invalid = invalid_when('delivered_' ~ column.name, column.name, column) -%}
            {% if invalid -%}
            when {{ invalid }} then 'invalid_{{ column.name }}'
            {% endif -%}
            {% endfor -%}
        end
    end
{%- endmacro %}
