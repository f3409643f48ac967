{#
    Share of a month in which five-minute points were measured, at ten decimals:
    points / (288 x days of the month), rounded half up, computed in whole numbers (rules
    10.2).
    Usage: {{ usage_days_ratio('point_count', 'usage_date') }}
#}
{% macro usage_days_ratio(point_count, day) -%}
    {%- set slots = '(288 * day(last_day(' ~ day ~ ')))' -%}
    cast(
        cast(
            {{ whole_quotient(
                '(' ~ point_count ~ ' * 20000000000 + ' ~ slots ~ ')',
                '(2 * ' ~ slots ~ ')'
            ) }} as decimal(12, 0)
        ) * cast(0.0000000001 as decimal(11, 10)) as decimal(18, 10)
    )
{%- endmacro %}
