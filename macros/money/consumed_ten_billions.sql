{#
    The whole multiples of 10^10 usage units that a record consumes; null for an ordinary
    record (rules 3.2). With consumed_quantity, which holds the rest, it adds up to
    consumption of any size: of one beyond 10^28 all but the last few multiples.
    Usage: {{ consumed_ten_billions('usage_records', 'skus') }}
#}
{% macro consumed_ten_billions(usage_records, skus) -%}
    {%- set quantity = whole_units(usage_records ~ '.usage_quantity', 10) -%}
    {%- set factor = consumption_factor(usage_records, skus) -%}
    {%- set units = consumed_units(usage_records, skus) -%}
    {%- set high = '(' ~ whole_quotient(factor, '1000000000000') ~ ')' -%}
    {%- set low = '(' ~ factor ~ ' % 1000000000000)' -%}
    {%- set parts = [
        whole_quotient(
            '((' ~ whole_quotient(quantity, '1' ~ '0' * 14) ~ ') * ' ~ high ~ ')', '1000000'
        ),
        whole_quotient('(' ~ quantity ~ ' % 1' ~ '0' * 14 ~ ' * ' ~ high ~ ')', '1' ~ '0' * 20),
        whole_quotient(
            '((' ~ whole_quotient(quantity, '1' ~ '0' * 12) ~ ') * ' ~ low ~ ')', '1' ~ '0' * 20
        )
    ] -%}
    case
        when not ({{ consumes_ordinarily(usage_records, skus) }})
            then
                cast(
                    coalesce(
                        {{ whole_quotient(units, '1' ~ '0' * 20) }},
                        {{ parts | join(' + ') }}
                    ) as decimal(38, 0)
                )
    end
{%- endmacro %}
