with

findings as (

    select
        finding_kind || ':' || {{ md5_text(
            "source_table || '|' || coalesce(record_key, '') || '|'"
            " || coalesce(leg_id, '') || '|' || coalesce(currency_code, '')"
        ) }} as finding_id,
        finding_kind,
        severity,
        source_table,
        record_key,
        leg_id,
        cast(money_at_stake as decimal(38, 8)) as money_at_stake,
        currency_code,
        first_seen_load_id,
        description

    from {{ ref('int_findings') }}

),

findings_ranked as (

    select
        finding_id,
        finding_kind,
        severity,
        source_table,
        record_key,
        leg_id,
        money_at_stake,
        currency_code,
        row_number() over (
            partition by currency_code
            order by abs(money_at_stake) desc nulls last, finding_id
        ) as money_rank,
        first_seen_load_id,
        description

    from findings

)

select * from findings_ranked
