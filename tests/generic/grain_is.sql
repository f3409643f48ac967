{#
    The columns tell one row from another; null counts as a value. A key that repeats is
    returned with its number of rows.
#}
{% test grain_is(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
