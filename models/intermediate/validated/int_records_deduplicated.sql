with

repeated as (

    select
        source_table,
        record_key,
        record_content,
        recorded_at,
        record_file,
        record_line

    from {{ ref('int_records_repeated') }}

),

-- the same content at the same moment: copies of one delivery
copies_numbered as (

    select
        *,
        row_number() over (
            partition by source_table, record_key, recorded_at, record_content
            order by record_file, record_line
        ) as copy_number,
        min(record_content) over (
            partition by source_table, record_key, recorded_at
        ) as lowest_content,
        max(record_content) over (
            partition by source_table, record_key, recorded_at
        ) as highest_content

    from repeated

),

-- what is neither a copy nor in conflict, in the order it became known
restatements as (

    select
        *,
        lag(record_content) over (
            partition by source_table, record_key
            order by recorded_at
        ) as content_before

    from copies_numbered
    where copy_number = 1 and lowest_content = highest_content

),

-- the last that says something new is current, the others are superseded by it
restatements_ranked as (

    select
        source_table,
        record_file,
        record_line,
        row_number() over (
            partition by source_table, record_key
            order by recorded_at desc
        ) as newness

    from restatements
    where content_before is null or content_before != record_content

),

resolved as (

    select
        copies_numbered.source_table,
        copies_numbered.record_key,
        copies_numbered.record_content,
        copies_numbered.recorded_at,
        copies_numbered.record_file,
        copies_numbered.record_line,
        case
            when copies_numbered.copy_number > 1 then 'duplicate'
            when copies_numbered.lowest_content != copies_numbered.highest_content
                then 'rejected'
            when restatements_ranked.newness is null then 'duplicate'
            when restatements_ranked.newness = 1 then 'current'
            else 'superseded'
        end as record_status

    from copies_numbered

    left join restatements_ranked
        on
            copies_numbered.source_table = restatements_ranked.source_table
            and copies_numbered.record_file = restatements_ranked.record_file
            and copies_numbered.record_line = restatements_ranked.record_line

)

select * from resolved
