-- Products and categories: what was bought, by whom, and by whom again.
--
-- metrics   orders, buyers, units, revenue, new_buyers, returning_buyers,
--           repeat_buyer_rate
-- defined   orders: purchases with such a line. buyers: distinct members of them.
--           units: the lines' quantities. revenue: the lines' shares, by amount,
--           of their orders' net revenue. new_buyers: members whose first
--           purchase (seq 1, brand-wide) has such a line. returning_buyers:
--           members with a returning order (seq >= 2, brand-wide) that has one.
--           repeat_buyer_rate: returning_buyers / buyers. A product is a sku, or
--           a product id where the sku is empty; a category is the line's, or
--           else the one that the newest row of products gives. Only where
--           orders are above 0.
-- source    [指標體系: 客單價], [回購]
-- class     related
-- scopes    product, category
-- windows   day, 28d, 365d
-- restates  its windows; a product that moves to another category, from the next
--           computation of a date on
-- unit      count; brand's currency for revenue; ratio for repeat_buyer_rate
--
-- A purchase counts until the window has passed it, its member until the window
-- has passed it or the member's next purchase day with such a line takes over.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    days AS
    (
        SELECT
            scope,
            member_id,
            toInt32(date)                            AS day,
            toInt64(countIf(first))                  AS orders,
            sum(units)                               AS amount,
            sum(revenue)                             AS money,
            toInt64(countIf(first AND seq = 1))      AS new_buyers,
            toInt64(max(seq) >= 1)                   AS buyer,
            toInt64(max(seq) >= 2)                   AS returning
        FROM {lines:Identifier}
        WHERE date > {from:Date} - 365
        GROUP BY scope, member_id, day
    ),
    stretches AS
    (
        SELECT
            *,
            leadInFrame(day, 1, 65535) OVER
            (
                PARTITION BY scope, member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            ) AS next_day
        FROM days
    ),
    changes AS
    (
        SELECT
            scope,
            w.1                                      AS window,
            greatest(change.1, toInt32({from:Date})) AS at,
            sum(change.2 * orders)                   AS orders,
            sum(change.2 * amount)                   AS amount,
            sum(change.2 * money)                    AS money,
            sum(change.2 * new_buyers)               AS new_buyers,
            sum(change.3 * buyer)                    AS buyers,
            sum(change.3 * returning)                AS returning_buyers
        FROM stretches
        ARRAY JOIN [('day', day + 1), ('28d', day + 28), ('365d', day + 365)] AS w
        ARRAY JOIN
        [
            (day, toInt64(1), toInt64(1)),
            (toInt32(w.2), toInt64(-1), toInt64(0)),
            (toInt32(least(w.2, next_day)), toInt64(0), toInt64(-1))
        ] AS change
        WHERE w.2 > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})
        GROUP BY scope, window, at
    ),
    runs AS
    (
        SELECT
            scope,
            window,
            at                                       AS begins,
            least(leadInFrame(at, 1, 65535) OVER in_time, toInt32({to:Date}) + 1) AS ends,
            sum(orders) OVER until_then              AS orders,
            sum(amount) OVER until_then              AS amount,
            sum(money) OVER until_then               AS money,
            sum(new_buyers) OVER until_then          AS new_buyers,
            sum(buyers) OVER until_then              AS buyers,
            sum(returning_buyers) OVER until_then    AS returning_buyers
        FROM changes
        WINDOW
            until_then AS (PARTITION BY scope, window ORDER BY at),
            in_time AS (PARTITION BY scope, window ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    {brand:String},
    toDate(day),
    scope,
    m.1,
    window,
    if(m.3 = 0, NULL, toFloat64(m.2) / toFloat64(m.3)),
    m.2,
    if(m.1 = 'repeat_buyer_rate', toNullable(m.3), NULL),
    {generation:UInt64}
FROM
(
    SELECT
        scope,
        window,
        arrayJoin(range(begins, ends))               AS day,
        [
            ('orders',            toDecimal128(orders, 4),           toDecimal128(1, 4)),
            ('buyers',            toDecimal128(buyers, 4),           toDecimal128(1, 4)),
            ('units',             toDecimal128(amount, 4),           toDecimal128(1, 4)),
            ('revenue',           toDecimal128(money, 4),            toDecimal128(1, 4)),
            ('new_buyers',        toDecimal128(new_buyers, 4),       toDecimal128(1, 4)),
            ('returning_buyers',  toDecimal128(returning_buyers, 4), toDecimal128(1, 4)),
            ('repeat_buyer_rate', toDecimal128(returning_buyers, 4), toDecimal128(buyers, 4))
        ] AS numbers
    FROM runs
    WHERE orders > 0 AND begins < ends
)
ARRAY JOIN numbers AS m;
