{#
    A divisor as a bigint, for truncated_quotient; null if it is not whole or too large.
    Usage: {{ as_whole_divisor('skus.usage_per_pricing_unit') }}
#}
{% macro as_whole_divisor(divisor) -%}
    case
        when {{ divisor }} >= 1000000000000 then null
        when {{ divisor }} = cast({{ divisor }} as decimal(28, 0))
            then cast({{ divisor }} as bigint)
    end
{%- endmacro %}
