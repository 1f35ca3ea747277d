-- The touched members' orders as rows of member_orders, with their places in the
-- order of purchase, one part of the members at a time. The places are found
-- without the columns that have no say in them: these aren't sorted.
INSERT INTO {rows:Identifier}
WITH
    -- Each purchase with the date of the next one in its shop.
    of_shops AS
    (
        SELECT
            member_id,
            arraySort(groupArray((placed_at, toString(shop), order_id, date)))            AS in_shop,
            arrayPushBack(arrayPopFront(in_shop.4), toDate('2149-06-06'))                 AS next_dates,
            arrayMap((p, next) -> (p.1, p.2, p.3, p.4, next), in_shop, next_dates)        AS purchases
        FROM {input:Identifier}
        WHERE is_purchase AND member_id != 0 AND member_id % {parts:UInt64} = {part:UInt64}
        GROUP BY member_id, shop
    ),
    lives AS
    (
        SELECT
            member_id,
            arraySort(groupArrayArray(purchases))                                         AS in_order,
            in_order[1].2                                                                 AS first_shop,
            in_order.4                                                                    AS dates,
            dates[1]                                                                      AS first_date,
            if(length(dates) > 1, dates[2], toDate('2149-06-06'))                         AS second_date,
            arrayPushFront(arrayPopBack(dates), toDate(0))                                AS befores,
            arrayPushBack(arrayPopFront(dates), toDate('2149-06-06'))                     AS afters
        FROM of_shops
        GROUP BY member_id
    ),
    -- Purchases of one date have the same date before them and after them.
    places AS
    (
        SELECT
            member_id,
            purchase.2                AS shop,
            purchase.3                AS order_id,
            toUInt32(nth)             AS seq,
            first_date,
            second_date,
            prev_date,
            next_date,
            after != purchase.4       AS day_last,
            purchase.5 != purchase.4  AS shop_day_last,
            purchase.5                AS shop_next_date,
            first_shop
        FROM lives
        ARRAY JOIN
            in_order                                                                      AS purchase,
            arrayEnumerate(in_order)                                                      AS nth,
            afters                                                                        AS after,
            arrayFill((before, date) -> before != date, befores, dates)                   AS prev_date,
            arrayReverseFill((after, date) -> after != date, afters, dates)               AS next_date
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
    0,
    i.returned,
    i.return_of
FROM (SELECT * FROM {input:Identifier} WHERE member_id % {parts:UInt64} = {part:UInt64}) AS i
LEFT JOIN places AS p ON p.member_id = i.member_id AND p.shop = i.shop AND p.order_id = i.order_id;
