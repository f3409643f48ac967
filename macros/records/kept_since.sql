{#
    Since when each repeated key of a raw table says what it says now, without a break, as
    a relation of kept_key and kept_since_at: the place of its current record among those
    that it may exclude (rules 1.12). A key that came once is not here. What a record takes
    may have fallen since, as a binding that ends earlier, but not risen.
    Usage: {{ kept_since('orders') }}
#}
{% macro kept_since(table) %}
{%- set what_excludes = {
    'accounts': {'same': ["account_role = 'customer'"], 'within': '0'},
    'account_terms': {'same': ['account_role'], 'within': '0'},
    'account_bindings': {
        'same': ['account_id', 'parent_account_id', 'bound_at'],
        'within': 'coalesce(unbound_at, ' ~ end_of_time() ~ ')',
    },
    'orders': {
        'same': ['original_order_line_id', 'owner_account_id', 'sku_id'],
        'within': 'coalesce(refunded_share, 0)',
    },
    'bill_confirmations': {
        'same': [
            'confirmed_by_account_id', 'customer_account_id', 'billing_month', 'batch_id',
            'charge_id', 'confirmed_at',
        ],
        'within': 'coalesce(amount, 100000000000000000000)',
    },
} -%}
{%- set same = what_excludes[table]['same'] -%}
{%- set within = what_excludes[table]['within'] -%}
(
    select
        record_key as kept_key,
        min(
            case
                when recorded_at > coalesce(differed_at, {{ beginning_of_time() }})
                    then recorded_at
            end
        ) as kept_since_at
    from (
        select
            record_key,
            recorded_at,
            max(
                case
                    when
                        {% for each in same -%}
                        same_{{ loop.index }} is distinct from newest_{{ loop.index }} or
                        {% endfor -%}
                        taken < newest_taken
                        then recorded_at
                end
            ) over (partition by record_key) as differed_at
        from (
            select
                versions.record_key,
                delivered.recorded_at,
                {% for each in same -%}
                {{ each }} as same_{{ loop.index }},
                first_value({{ each }}) over newest as newest_{{ loop.index }},
                {% endfor -%}
                {{ within }} as taken,
                first_value({{ within }}) over newest as newest_taken
            from {{ ref('stg_' ~ table) }} as delivered
            inner join {{ ref('int_records_deduplicated') }} as versions
                on
                    versions.source_table = '{{ table }}'
                    and versions.record_status in ('current', 'superseded')
                    and versions.retracted_at is null
                    and delivered.record_line = versions.record_line
                    and delivered.record_file = versions.record_file
            window
                newest as (
                    partition by versions.record_key order by delivered.recorded_at desc
                )
        ) as compared_versions
    ) as dated_versions
    group by record_key
)
{% endmacro %}
