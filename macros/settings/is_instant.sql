{#
    Text that is not empty if a text is an instant in ISO 8601 with an offset, in a year
    of four digits and on a day of the calendar; also for an empty text, which stands for
    no instant.
#}
{% macro is_instant(text) -%}
    {%- set form = '([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])'
        ~ '[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?'
        ~ '(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)' -%}
    {%- set found = modules.re.fullmatch(form, text) -%}
    {%- if not text -%}
        nothing
    {%- elif found and text[:10] > '0001-01-01' and text[:10] < '9999-12-31' -%}
        {%- set first = modules.datetime.date(found[1] | int, found[2] | int, 1) -%}
        {%- set day = first + modules.datetime.timedelta(days=(found[3] | int) - 1) -%}
        {%- if day.month == first.month -%} an instant {%- endif -%}
    {%- endif -%}
{%- endmacro %}
