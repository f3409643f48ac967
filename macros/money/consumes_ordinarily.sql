{#
    True for a usage record whose consumption is below 10^18 and whose product fits 128
    bits as it stands: all but bytes times seconds and absurd readings. Never null.
    Usage: case when {{ consumes_ordinarily('usage_records', 'skus') }} then ...
#}
{% macro consumes_ordinarily(usage_records, skus) -%}
    {%- set quantity = usage_records ~ '.usage_quantity' -%}
    {%- set size = usage_records ~ '.linear_size' -%}
    {%- set microseconds = duration_in_microseconds(
        usage_records ~ '.usage_started_at', usage_records ~ '.usage_ended_at'
    ) -%}
    {{ quantity }} < 100000000000
    and ({{ size }} is null or ({{ quantity }} < 100000000 and {{ size }} < 1000))
    and (
        {{ skus }}.metering is null
        or {{ skus }}.metering != 'duration'
        or (
            {{ microseconds }} between 0 and 9999999999999
            and ({{ microseconds }} % 1000000 = 0 or {{ quantity }} < 100000)
        )
    )
{%- endmacro %}
