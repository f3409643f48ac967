{#
    Delivered records with the values typed and the first reason to reject each record
    that lies in the record itself (rules 1.1 a). Gives the contract's columns, then
    rejection_reason (null if accepted; missing_<column> before invalid_<column>, columns
    in order), rejected_record (the record as it came, JSON), rejected_key,
    rejection_detail, unreadable_tags (tags that reject nothing and are null, as they
    came), then the carried columns. A malformed value is null; a rejected record keeps
    the others.

    relation  SQL of the records: a relation or a subquery
    contract  its `columns`, each its name, data_type and meta; its `key`, their names
    typed     names of the columns that come in their contract type; the rest is text
    carried   names of columns handed through. record_fault and record_text are not: they
              hold reason and text of a record that could not be split into columns
    reading   of instants without an offset: their `zone`, without which they are invalid,
              and the `fold` of those that the zone has twice (local_to_instant); and
              `round_digits`, whether numbers with more decimals than their type holds are
              rounded: the column rounded_values then has them as they came

    The loader renders this file, too, without dbt: all it needs comes in as arguments.
#}
{% macro typed_records(relation, contract, typed=[], carried=[], reading={}) -%}
{%- set columns = contract['columns'] -%}
{%- set faults = 'record_fault' in carried -%}
{%- set within_range = [] -%}
{%- for column in columns if within_years(column.name, column) -%}
    {%- do within_range.append(
        "case when " ~ within_years(column.name, column) ~ " then " ~ column.name
        ~ " end as " ~ column.name
    ) -%}
{%- endfor -%}
(
    select
        {% for column in columns -%}
        {{ column.name }},
        {% endfor -%}
        rejection_reason,
        {{ rejected_record(columns, faults) }} as rejected_record,
        {{ rejected_key(columns, contract['key'], faults) }} as rejected_key,
        {{ rejection_detail(columns, reading.zone) }} as rejection_detail,
        {{ unreadable_tags(columns) }} as unreadable_tags
        {%- if reading.round_digits %},
        {{ rounded_values(columns, typed) }} as rounded_values
        {%- endif %}
        {%- for name in carried if name not in ['record_fault', 'record_text'] %},
        {{ name }}
        {%- endfor %}
    from (
        select *, {{ rejection_reason(columns, faults, reading.zone) }} as rejection_reason
        from (
            select * {{ "replace (" ~ within_range | join(", ") ~ ")" if within_range }}
            from (
                select
                    {% for column in columns -%}
                    {% set delivered = 'delivered_' ~ column.name -%}
                    {{ delivered if column.name in typed
                        else text_to_type(delivered, column, reading) }} as {{ column.name }},
                    {% endfor -%}
                    *
                from (
                    select
                        {% for name in carried -%}
                        {{ name }},
                        {% endfor -%}
                        {% for column in columns -%}
                        {% if column.name in typed and column.data_type != 'varchar' -%}
                        {{ column.name }}
                        {%- else -%}
                        nullif({{ column.name }}, '')
                        {%- endif %} as delivered_{{ column.name }}
                        {{- "," if not loop.last }}
                        {% endfor %}
                    from {{ relation }} as delivered
                ) as delivered_values
            ) as typed_values
        ) as values_within_years
    ) as records_with_reasons
)
{%- endmacro %}
