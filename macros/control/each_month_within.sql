{#
    A row for each month from one first of a month to another, both included, that lies in
    a span of months, and a row for each of the two that does not: an interval of a
    thousand years makes no more rows than the span has months.
    Usage: {{ each_month_within('first_month', 'last_month', 'span_from', 'span_to') }}
#}
{% macro each_month_within(first_month, last_month, span_from, span_to) -%}
    {{ return(
        adapter.dispatch('each_month_within', 'tierbill')(
            first_month, last_month, span_from, span_to
        )
    ) }}
{%- endmacro %}

{% macro duckdb__each_month_within(first_month, last_month, span_from, span_to) -%}
    cast(
        unnest(
            list_distinct(
                list_concat(
                    [
                        cast({{ first_month }} as timestamp),
                        cast({{ last_month }} as timestamp)
                    ],
                    generate_series(
                        cast(greatest({{ first_month }}, {{ span_from }}) as timestamp),
                        cast(least({{ last_month }}, {{ span_to }}) as timestamp),
                        interval '1' month
                    )
                )
            )
        ) as date
    )
{%- endmacro %}

{% macro spark__each_month_within(first_month, last_month, span_from, span_to) -%}
    explode(
        array_distinct(
            concat(
                array({{ first_month }}, {{ last_month }}),
                filter(
                    sequence(
                        least({{ last_month }}, {{ span_to }}, greatest({{ first_month }}, {{ span_from }})),
                        least({{ last_month }}, {{ span_to }}),
                        interval '1' month
                    ), month -> month between {{ first_month }} and {{ last_month }}
                )
            )
        )
    )
{%- endmacro %}
