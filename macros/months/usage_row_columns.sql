{#
    The columns of int_usage_aggregated that the usage of a bucket is made of.
    Usage: {{ digest_of(usage_row_columns()) }}
#}
{% macro usage_row_columns() -%}
    {{ return([
        'ends_before_it_starts', 'operator_account_id', 'resource_name', 'project', 'zone_id',
        'tags', 'consumed_quantity', 'consumed_ten_billions', 'first_used_at', 'last_used_at',
        'last_started_at', 'last_usage_id', 'recorded_at', 'record_count', 'spanning_count',
        'spanning_recorded_at'
    ]) }}
{%- endmacro %}
