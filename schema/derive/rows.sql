-- The touched members' orders as rows of member_orders, with their places in the
-- order of purchase, one part of the members at a time. The places are found
-- without the columns that have no say in them: these aren't sorted.
INSERT INTO {rows:Identifier}
WITH places AS
(
    SELECT
        member_id,
        shop,
        order_id,
        toUInt32(seq)                                     AS seq,
        first_date,
        if(purchases > 1, second, toDate('2149-06-06'))   AS second_date,
        min(before) OVER of_day                           AS prev_date,
        max(after) OVER of_day                            AS next_date,
        after != date                                     AS day_last,
        shop_after != date                                AS shop_day_last,
        shop_after                                        AS shop_next_date,
        first_shop
    FROM
    (
        SELECT
            member_id,
            shop,
            order_id,
            date,
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
)
SELECT
    {brand:String},
    i.member_id, i.shop, i.order_id, i.anchor, i.record, i.placed_at, i.date, i.is_purchase, i.cancelled, i.revenue, i.total,
    i.discount, i.shipping, i.tax, i.units, i.cost,
    i.`goods.code`, i.`goods.category`, i.`goods.units`, i.`goods.revenue`, i.`refunds.date`, i.`refunds.amount`,
    p.seq,
    p.first_date,
    if(p.seq = 0, toDate('2149-06-06'), p.second_date),
    p.prev_date,
    if(p.seq = 0, toDate('2149-06-06'), p.next_date),
    p.day_last,
    p.shop_day_last,
    if(p.seq = 0, toDate('2149-06-06'), p.shop_next_date),
    p.first_shop,
    {version:UInt64},
    0
FROM (SELECT * FROM {input:Identifier} WHERE member_id % {parts:UInt64} = {part:UInt64}) AS i
LEFT JOIN places AS p ON p.member_id = i.member_id AND p.shop = i.shop AND p.order_id = i.order_id;
