{#
    The current records of a raw table with the first reason, if any, that its references
    give (rules 1.2): unknown_account, unknown_sku, owner_is_provider, not_a_provider.
    `accounts` are its columns that name accounts, `sku` whether it has a sku_id.
    Usage: {{ referenced_records('vouchers', ['holder_account_id']) }}
#}
{% macro referenced_records(table, accounts, sku=false) %}
(
    select
        current_records.*,
        case
            {% for column in accounts -%}
            when
                current_records.{{ column }} is not null
                and {{ column }}_known.account_id is null
                then 'unknown_account'
            {% endfor -%}
            {% if sku -%}
            when
                current_records.sku_id is not null and skus_known.sku_id is null
                then 'unknown_sku'
            {% endif -%}
            {% if 'owner_account_id' in accounts -%}
            when owner_account_id_known.account_role = 'provider' then 'owner_is_provider'
            {% endif -%}
            {% if 'provider_account_id' in accounts -%}
            when provider_account_id_known.account_role != 'provider' then 'not_a_provider'
            {% endif -%}
        end as reference_reason
    from {{ current_records(table) }} as current_records
    {% for column in accounts -%}
    left join {{ ref('int_accounts_validated') }} as {{ column }}_known
        on current_records.{{ column }} = {{ column }}_known.account_id
    {% endfor -%}
    {% if sku -%}
    left join {{ ref('int_skus_validated') }} as skus_known
        on
            current_records.sku_id = skus_known.sku_id
            and skus_known.rejection_reason is null
    {% endif -%}
)
{% endmacro %}
