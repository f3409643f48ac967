with

product_lists as (

    select
        product_codes,
        product_codes_are_excluded

    from {{ ref('int_vouchers_opened') }}
    where product_codes is not null
    group by product_codes, product_codes_are_excluded

),

products as (

    select product_code

    from {{ ref('int_skus_validated') }}
    group by product_code

),

-- which products a list of vouchers covers: those named, or all but those named
products_covered as (

    select
        product_lists.product_codes,
        product_lists.product_codes_are_excluded,
        products.product_code

    from product_lists

    cross join products

    where
        (
            position(
                '|' || products.product_code || '|'
                in '|' || product_lists.product_codes || '|'
            ) > 0
        ) != product_lists.product_codes_are_excluded

)

select * from products_covered
