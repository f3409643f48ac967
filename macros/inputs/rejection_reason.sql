{#
    The first reason to reject a record, null if there is none: all missing_<column>
    before any invalid_<column>, each in the order of the contract (rules 1.1, step a).
    zone: of instants without an offset; one that it skips or has twice is named so.
#}
{% macro rejection_reason(columns, faults, zone=none) -%}
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
            {% set reason = "'invalid_" ~ column.name ~ "'" -%}
            {% if zone and column.data_type == 'timestamp with time zone' -%}
            {% set reason = local_time_reason('delivered_' ~ column.name, zone, reason) -%}
            {% endif -%}
            when {{ invalid }} then {{ reason }}
            {% endif -%}
            {% endfor -%}
        end
    end
{%- endmacro %}
