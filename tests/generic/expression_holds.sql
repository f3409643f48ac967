{#
    An equality or condition that every row must meet exactly. Returns the rows that do not;
    a condition that is unknown (null) is not met.
#}
{% test expression_holds(model, expression) %}
select *
from {{ model }}
where not coalesce({{ expression }}, false)
{% endtest %}
