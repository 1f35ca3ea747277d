-- What differs between the derived orders and the stored ones, one part of the
-- members at a time, with the earliest business date that the difference touches.
-- A later purchase changes what an earlier row knows of its future (second_date,
-- next_date, day_last), which touches no number before that purchase, so those
-- columns don't count towards the date; neither does what the order says of the
-- person. (A hash over a null is null: the cost is hashed as text.)
INSERT INTO {changes:Identifier}
WITH
    before AS
    (
        SELECT
            member_id, shop, order_id, date,
            sipHash64(anchor, placed_at, date, is_purchase, cancelled, revenue, total, discount, shipping, tax, units, ifNull(toString(cost), ''),
                `goods.code`, `goods.category`, `goods.units`, `goods.revenue`, `refunds.date`, `refunds.amount`,
                returned, return_of, seq, first_date, prev_date, first_shop)                                                AS core,
            sipHash64(second_date, next_date, day_last, shop_day_last, shop_next_date, record)         AS future
        FROM
        (
            SELECT * FROM {stored:Identifier}
            UNION ALL
            SELECT * FROM member_orders FINAL WHERE brand = {brand:String} AND {full:Bool} AND member_id % {parts:UInt64} = {part:UInt64}
        )
    ),
    after AS
    (
        SELECT
            member_id, shop, order_id, date,
            sipHash64(anchor, placed_at, date, is_purchase, cancelled, revenue, total, discount, shipping, tax, units, ifNull(toString(cost), ''),
                `goods.code`, `goods.category`, `goods.units`, `goods.revenue`, `refunds.date`, `refunds.amount`,
                returned, return_of, seq, first_date, prev_date, first_shop)                                                AS core,
            sipHash64(second_date, next_date, day_last, shop_day_last, shop_next_date, record)         AS future
        FROM {rows:Identifier}
        WHERE member_id % {parts:UInt64} = {part:UInt64}
    )
SELECT
    if(a.order_id = '', b.member_id, a.member_id)     AS member_id,
    if(a.order_id = '', b.shop, a.shop)               AS shop,
    if(a.order_id = '', b.order_id, a.order_id)       AS order_id,
    a.order_id = ''                                   AS gone,
    multiIf
    (
        a.order_id = '', b.date,
        b.order_id = '', a.date,
        a.core != b.core, least(a.date, b.date),
        toDate('2149-06-06')
    )                                                 AS touches
FROM after AS a
FULL JOIN before AS b ON b.member_id = a.member_id AND b.shop = a.shop AND b.order_id = a.order_id
WHERE a.order_id = '' OR b.order_id = '' OR a.core != b.core OR a.future != b.future
SETTINGS join_algorithm = 'grace_hash', max_bytes_in_join = 500000000;
