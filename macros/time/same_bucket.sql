{#
    True when an aggregate of usage belongs to the bucket of a charge (rules 3.1).
    Usage: {{ same_bucket('usage_aggregated', 'last_described') }}
#}
{% macro same_bucket(usage_aggregated, charges) -%}
    {{ usage_aggregated }}.owner_account_id = {{ charges }}.owner_account_id
    and {{ usage_aggregated }}.resource_id = {{ charges }}.resource_id
    and {{ usage_aggregated }}.sku_id = {{ charges }}.sku_id
    and coalesce({{ usage_aggregated }}.region_id, '')
    = coalesce({{ charges }}.region_id, '')
    and {{ charge_bucket(
        usage_aggregated ~ '.bucket_started_at', usage_aggregated ~ '.metering'
    ) }} = {{ charges }}.bucket_started_at
{%- endmacro %}
