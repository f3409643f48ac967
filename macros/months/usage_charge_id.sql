{#
    The id of the charge of a bucket of usage: `usage:` and the md5 of owner, resource, sku,
    region and bucket start, empty where it has none.
    Usage: {{ usage_charge_id('usage_buckets') }}
#}
{% macro usage_charge_id(usage) -%}
    'usage:' || {{ md5_text(
        key_part(usage ~ '.owner_account_id')
        ~ " || '|' || " ~ key_part(usage ~ '.resource_id')
        ~ " || '|' || " ~ key_part(usage ~ '.sku_id')
        ~ " || '|' || coalesce(" ~ key_part(usage ~ '.region_id') ~ ", '')"
        ~ " || '|' || coalesce(" ~ instant_text(usage ~ '.bucket_started_at') ~ ", '')"
    ) }}
{%- endmacro %}
