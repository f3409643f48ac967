{#
    A row for each settlement bucket from one to another, both included: its start.
    Usage: select {{ each_bucket('first_bucket', 'last_bucket', 'settlement_cycle') }}
        as bucket_started_at
#}
{% macro each_bucket(first_bucket, last_bucket, settlement_cycle) -%}
    {{ return(
        adapter.dispatch('each_bucket', 'tierbill')(
            first_bucket, last_bucket, settlement_cycle
        )
    ) }}
{%- endmacro %}

{% macro duckdb__each_bucket(first_bucket, last_bucket, settlement_cycle) -%}
    {%- set local_start -%}
    unnest(
        generate_series(
            {{ billing_local(first_bucket) }},
            {{ billing_local(last_bucket) }},
            case {{ settlement_cycle }}
                when 'hourly' then interval '1' hour
                when 'daily' then interval '1' day
                else interval '1' month
            end
        )
    )
    {%- endset -%}
    {{ billing_instant(local_start) }}
{%- endmacro %}

{% macro spark__each_bucket(first_bucket, last_bucket, settlement_cycle) -%}
    explode(
        case {{ settlement_cycle }}
            when 'hourly'
                then sequence({{ first_bucket }}, {{ last_bucket }}, interval '1' hour)
            when 'daily'
                then sequence({{ first_bucket }}, {{ last_bucket }}, interval '24' hour)
            else
                transform(
                    sequence(
                        {{ billing_local(first_bucket) }},
                        {{ billing_local(last_bucket) }},
                        interval '1' month
                    ),
                    local_start -> {{ billing_instant('local_start') }}
                )
        end
    )
{%- endmacro %}
