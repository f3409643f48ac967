with delivered as (

    select * from {{ delivered_files() }}

),

renamed as (

    select
        record_file,
        source_table,
        source_file,
        load_id,
        load_sequence,
        loaded_at,
        records as record_count,
        rejected as rejected_count
    from delivered
    where {{ is_loaded('load_sequence') }}

)

select * from renamed
