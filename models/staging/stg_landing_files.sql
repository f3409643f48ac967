with delivered as (

    select * from {{ delivered_files() }}

),

renamed as (

    select
        record_file,
        source_table,
        source_file,
        load_id,
        loaded_at,
        records as record_count,
        rejected as rejected_count
    from delivered

)

select * from renamed
