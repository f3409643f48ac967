{#
    True where a refund gives back a purchase: the line it names, or a price adjustment of
    that line that was paid at or before the refund (rules 6.4).
    Usage: {{ is_given_back('refunds', 'purchases') }}
#}
{% macro is_given_back(refunds, purchases) -%}
    {{ refunds }}.original_charge_id
    = coalesce({{ purchases }}.adjusted_charge_id, {{ purchases }}.charge_id)
    and (
        {{ purchases }}.adjusted_charge_id is null
        or {{ refunds }}.transaction_at >= {{ purchases }}.transaction_at
    )
{%- endmacro %}
