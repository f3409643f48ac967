{#
    The columns identify a row; null counts as a value. Returns each key that repeats, with
    its number of rows.
#}
{% test grain_is(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
