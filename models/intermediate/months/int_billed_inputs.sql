-- the last step of the bills: what a later build compares its own inputs with
-- depends_on: {{ ref('int_bill_details_monthly') }}
-- depends_on: {{ ref('int_bill_summaries') }}
-- depends_on: {{ ref('int_bill_resources') }}
-- depends_on: {{ ref('int_bill_sides') }}
-- depends_on: {{ ref('int_legs_aggregated') }}
-- depends_on: {{ ref('int_reseller_lines') }}

with

billed_inputs as (

    select * from {{ ref('int_bill_inputs') }}

)

select * from billed_inputs
