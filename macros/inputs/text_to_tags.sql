{#
    Tags as canonical text, or null: a JSON object, keys sorted by code point, no blanks.
    A number, a boolean and null become texts as they are written. The form is checked
    here because DuckDB's parser takes trailing commas; a key given twice is null, since
    nobody knows which value is meant.
#}
{% macro text_to_tags(text) -%}
    {%- set blank = '[ \\t\\r\\n]*' -%}
    {%- set string = '"(?:[^"\\\\\\x00-\\x1f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*"' -%}
    {%- set number = '-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?' -%}
    {%- set value = string ~ '|' ~ number ~ '|true|false|null' -%}
    {%- set texts = tag_object(string, string, blank) -%}
    {%- set values = tag_object(string, value, blank) -%}
    {%- set pair = '(' ~ string ~ ')' ~ blank ~ ':' ~ blank ~ '(' ~ value ~ ')' -%}
    {%- set quoted -%}
    case
        when regexp_full_match({{ text }}, '{{ texts }}') then {{ text }}
        when regexp_full_match({{ text }}, '{{ values }}')
            then '{' || array_to_string(list_transform(
                list_zip(
                    regexp_extract_all({{ text }}, '{{ pair }}', 1),
                    regexp_extract_all({{ text }}, '{{ pair }}', 2)
                ),
                lambda tag: tag[1] || ':' || case
                    when starts_with(tag[2], '"') then tag[2] else '"' || tag[2] || '"'
                end
            ), ',') || '}'
    end
    {%- endset -%}
    list_transform([{{ quoted }}], lambda tags: case
        when
            json_valid(tags)
            and len(json_keys(tags)) = len(list_distinct(json_keys(tags)))
            then '{' || coalesce(array_to_string(list_transform(
                list_sort(map_entries(cast(cast(tags as json) as map(varchar, varchar)))),
                lambda tag: to_json(tag.key) || ':' || to_json(tag.value)
            ), ','), '') || '}'
    end)[1]
{%- endmacro %}
