{#
    What a bill asks for: what is left of it after the credit carried in, nothing when that
    is negative, or the negative amount itself by its policy negative_bill (rules 7.5).
    Usage: {{ due_amount('bills') }}
#}
{% macro due_amount(bills) -%}
    case {{ bills }}.negative_bill
        when 'due_negative' then {{ bills }}.billed_amount + {{ bills }}.carried_in_amount
        else
            greatest(
                {{ bills }}.billed_amount + {{ bills }}.carried_in_amount,
                cast(0 as {{ type_amount() }})
            )
    end
{%- endmacro %}
