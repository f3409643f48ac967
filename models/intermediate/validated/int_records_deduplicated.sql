with

-- records whose key came once and was not taken back need no decision: they are current
repeated_records as (

    {{ repeated_records('accounts') }}
    union all
    {{ repeated_records('account_bindings') }}
    union all
    {{ repeated_records('account_terms') }}
    union all
    {{ repeated_records('channels') }}
    union all
    {{ repeated_records('billing_groups') }}
    union all
    {{ repeated_records('skus') }}
    union all
    {{ repeated_records('list_prices') }}
    union all
    {{ repeated_records('discounts') }}
    union all
    {{ repeated_records('discount_changes') }}
    union all
    {{ repeated_records('tax_rates') }}
    union all
    {{ repeated_records('rounding_policies') }}
    union all
    {{ repeated_records('usage') }}
    union all
    {{ repeated_records('orders') }}
    union all
    {{ repeated_records('entitlements') }}
    union all
    {{ repeated_records('vouchers') }}
    union all
    {{ repeated_records('bill_adjustments') }}
    union all
    {{ repeated_records('credit_allocations') }}
    union all
    {{ repeated_records('bill_confirmations') }}
    union all
    {{ repeated_records('budget_events') }}
    union all
    {{ repeated_records('account_control_events') }}
    union all
    {{ repeated_records('billing_tag_keys') }}
    union all
    {{ repeated_records('payments') }}
    union all
    {{ repeated_records('bill_issues') }}
    union all
    {{ repeated_records('provider_bill_lines') }}
    union all
    {{ repeated_records('retractions') }}

),

-- a retraction in conflict takes nothing back, and none takes an issue back
retractions as (

    select
        source_table,
        record_key,
        recorded_at as retracted_at

    from {{ ref('stg_retractions') }}
    where rejection_reason is null and source_table != 'bill_issues'
    group by source_table, record_key, recorded_at
    having min(coalesce(reason, '')) = max(coalesce(reason, ''))

),

retraction_spans as (

    select
        source_table,
        record_key,
        retracted_at,
        lag(retracted_at) over (
            partition by source_table, record_key
            order by retracted_at
        ) as retracted_before_at

    from retractions

),

-- each record with the first retraction that takes it back (rules 1.4)
records_until_retracted as (

    select
        repeated_records.*,
        retraction_spans.retracted_at

    from repeated_records

    left join retraction_spans
        on
            repeated_records.source_table = retraction_spans.source_table
            and repeated_records.record_key = retraction_spans.record_key
            and repeated_records.recorded_at <= retraction_spans.retracted_at
            and (
                retraction_spans.retracted_before_at is null
                or repeated_records.recorded_at > retraction_spans.retracted_before_at
            )

),

-- copies have the same content at the same moment; the first stays (rules 1.1 b)
numbered_copies as (

    select
        *,
        row_number() over (
            partition by source_table, record_key, recorded_at, record_content
            order by record_file, record_line
        ) as copy_number,
        min(record_content) over (
            partition by source_table, record_key, recorded_at
        ) != max(record_content) over (
            partition by source_table, record_key, recorded_at
        ) as is_conflicting

    from records_until_retracted

),

-- what is neither a copy nor in conflict, in the order it became known (rules 1.1 d)
restatements as (

    select
        source_table,
        record_key,
        record_content,
        recorded_at,
        record_file,
        record_line,
        retracted_at,
        lag(record_content) over (
            partition by source_table, record_key, retracted_at
            order by recorded_at
        ) as previous_content

    from numbered_copies
    where copy_number = 1 and not is_conflicting

),

ranked_restatements as (

    select
        source_table,
        record_file,
        record_line,
        row_number() over (
            partition by source_table, record_key, retracted_at
            order by recorded_at desc
        ) as newness_rank

    from restatements
    where previous_content is null or previous_content != record_content

),

records_deduplicated as (

    select
        numbered_copies.source_table,
        numbered_copies.record_key,
        numbered_copies.record_content,
        numbered_copies.recorded_at,
        numbered_copies.record_file,
        numbered_copies.record_line,
        numbered_copies.retracted_at,
        case
            when numbered_copies.copy_number > 1 then 'duplicate'
            when numbered_copies.is_conflicting then 'rejected'
            when ranked_restatements.newness_rank is null then 'duplicate'
            when ranked_restatements.newness_rank > 1 then 'superseded'
            when numbered_copies.retracted_at is not null then 'retracted'
            else 'current'
        end as record_status

    from numbered_copies

    left join ranked_restatements
        on
            numbered_copies.source_table = ranked_restatements.source_table
            and numbered_copies.record_file = ranked_restatements.record_file
            and numbered_copies.record_line = ranked_restatements.record_line

)

select * from records_deduplicated
