{#
    The columns of int_usage_parts that the usage of a bucket is made of.
    Usage: {{ digest_of(usage_part_columns()) }}
#}
{% macro usage_part_columns() -%}
    {{ return([
        'split_usage_id', 'is_first', 'is_unpriced', 'spans_too_many_buckets',
        'usage_started_at', 'usage_ended_at', 'usage_quantity', 'linear_size', 'attributes',
        'recorded_at'
    ]) }}
{%- endmacro %}
