{#
    Why a line can make a bill negative (rules 7.5); null for lines that cannot.
    Usage: {{ negative_cause('bill_lines') }}
#}
{% macro negative_cause(bill_lines) -%}
    case
        when {{ bill_lines }}.line_kind != 'original' then 'recalculation'
        when {{ bill_lines }}.charge_category = 'adjustment' then 'adjustment'
        when {{ bill_lines }}.charge_category = 'refund'
            then
                case {{ bill_lines }}.order_type
                    when 'change' then 'configuration_change'
                    else 'refund'
                end
        when {{ bill_lines }}.order_type = 'price_adjustment' then 'price_adjustment'
    end
{%- endmacro %}
