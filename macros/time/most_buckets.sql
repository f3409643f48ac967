{#
    The most buckets that a usage record may have parts in (rules 3.8): 41 days of hours.
    Usage: {{ most_buckets() }}
#}
{% macro most_buckets() -%}{{ return(1000) }}{%- endmacro %}
