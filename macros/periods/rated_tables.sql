{#
    The raw tables whose records the rating depends on, in the order of the inputs; what
    they say can change a bill.
    Usage: {% for table in rated_tables() %} ... {% endfor %}
#}
{% macro rated_tables() -%}
    {{ return([
        'accounts',
        'account_bindings',
        'channels',
        'billing_groups',
        'skus',
        'list_prices',
        'discounts',
        'discount_changes',
        'tax_rates',
        'usage',
        'orders',
        'entitlements',
        'vouchers',
        'bill_adjustments'
    ]) }}
{%- endmacro %}
