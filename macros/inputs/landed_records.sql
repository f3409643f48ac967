{#
    Records of a landing folder. A file that the loader adopted as it came has none of
    the columns of a typed file: all its records are accepted, a row is its own line.
#}
{% macro landed_records(files, columns) -%}
(
    select
        {% for column in columns -%}
        {{ column.name }},
        {% endfor -%}
        rejection_reason,
        rejected_record,
        rejected_key,
        rejection_detail,
        unreadable_tags,
        parse_filename(filename, true) as record_file,
        coalesce(record_line, file_row_number + 1) as record_line
    from {{ files }}
    {% if setting('as_of_load') -%}
    where
        parse_filename(filename, true) in (
            select record_file
            from {{ source('landing', 'ledger') }}
            where {{ is_loaded('load_sequence') }}
        )
    {%- endif %}
)
{%- endmacro %}
