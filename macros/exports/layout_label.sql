{#
    What a provider prints for a code of ours; the code itself where it prints nothing of
    its own. Reads the labels of one provider, a step named labels.
    Usage: {{ layout_label('billing_mode', 'bill_lines.billing_mode') }}
#}
{% macro layout_label(field_name, code) -%}
    coalesce(
        (
            select labels.label
            from labels
            where
                labels.field_name = '{{ field_name }}'
                and labels.field_code = {{ code }}
        ),
        {{ code }}
    )
{%- endmacro %}
