-- The touched members' orders as rows of member_orders, with their places in the
-- order of purchase, one part of the members at a time.
INSERT INTO {rows:Identifier}
SELECT
    {brand:String}                                    AS brand,
    member_id, shop, order_id, anchor, record, placed_at, date, is_purchase, cancelled, revenue, total, discount, shipping, tax,
    units, cost, goods, refund_dates, refund_amounts,
    toUInt32(seq)                                     AS seq,
    first_date,
    if(purchases > 1, second, toDate('2149-06-06'))   AS second_date,
    min(before) OVER of_day                           AS prev_date,
    max(after) OVER of_day                            AS next_date,
    after != date                                     AS day_last,
    shop_after != date                                AS shop_day_last,
    shop_after                                        AS shop_next_date,
    first_shop,
    {version:UInt64}                                  AS version,
    0                                                 AS is_deleted
FROM
(
    SELECT
        *,
        row_number() OVER in_order                                    AS seq,
        count() OVER in_order                                         AS purchases,
        first_value(date) OVER in_order                               AS first_date,
        nth_value(date, 2) OVER in_order                              AS second,
        first_value(shop) OVER in_order                               AS first_shop,
        lagInFrame(date, 1, toDate(0)) OVER in_order                  AS before,
        leadInFrame(date, 1, toDate('2149-06-06')) OVER in_order      AS after,
        leadInFrame(date, 1, toDate('2149-06-06')) OVER in_shop       AS shop_after
    FROM {input:Identifier}
    WHERE is_purchase AND member_id != 0 AND member_id % {parts:UInt64} = {part:UInt64}
    WINDOW
        in_order AS (PARTITION BY member_id ORDER BY placed_at, shop, order_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
        in_shop AS (PARTITION BY member_id, shop ORDER BY placed_at, order_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
WINDOW of_day AS (PARTITION BY member_id, date)

UNION ALL

SELECT
    {brand:String},
    member_id, shop, order_id, anchor, record, placed_at, date, is_purchase, cancelled, revenue, total, discount, shipping, tax,
    units, cost, goods, refund_dates, refund_amounts,
    toUInt32(0), toDate(0), toDate('2149-06-06'), toDate(0), toDate('2149-06-06'), false, false, toDate('2149-06-06'), '',
    {version:UInt64}, 0
FROM {input:Identifier}
WHERE (NOT is_purchase OR member_id = 0) AND member_id % {parts:UInt64} = {part:UInt64};
