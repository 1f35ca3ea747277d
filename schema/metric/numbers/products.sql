/*---
title: "Products and categories: what was bought, by whom, and by whom again"
source: "[指標體系: 客單價], [回購]"
class: related
unit: count
better: more
reads: [orders, products]
scopes: [product, category]
windows: [day, 28d, 365d]
restates: windows
note: >-
  A product is a sku, or a product id where the sku is empty; a category is the line's, or else the
  one that the newest row of products gives. Only where orders are above 0. A product that moves to
  another category restates from the next computation of a date on
metrics:
  - names: [orders]
    defined: purchases with such a line
  - names: [buyers]
    defined: distinct members of such orders
    of: members
  - names: [units]
    defined: the lines' quantities
  - names: [revenue]
    defined: the lines' shares, by amount, of their orders' net revenue
    unit: currency
  - names: [new_buyers]
    defined: members whose first purchase (seq 1, brand-wide) has such a line
    of: members
  - names: [returning_buyers]
    defined: members with a returning order (seq >= 2, brand-wide) that has one
    of: members
  - names: [repeat_buyer_rate]
    defined: returning_buyers / buyers
    unit: ratio
---*/
-- What counts on the first date is summed at once; what comes or goes after it is
-- a change. A purchase goes when the window has passed it, and so does its member
-- unless a later purchase with such a line has taken over. Only the members of
-- lines that come or go are looked at one by one: on a range of one date, nobody.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    begun AS
    (
        WITH
            date > {from:Date} - 28 AS in_28d,
            date = {from:Date}      AS on_day,
            first AND seq = 1       AS new,
            seq > 0                 AS of_member,
            seq > 1                 AS again
        SELECT
            scope,
            [countIf(first AND on_day), countIf(first AND in_28d), countIf(first)]        AS orders,
            [sumIf(units, on_day), sumIf(units, in_28d), sum(units)]                      AS amount,
            [sumIf(revenue, on_day), sumIf(revenue, in_28d), sum(revenue)]                AS money,
            [countIf(new AND on_day), countIf(new AND in_28d), countIf(new)]              AS new_buyers,
            [
                uniqExactIf(member_id, of_member AND on_day),
                uniqExactIf(member_id, of_member AND in_28d),
                uniqExactIf(member_id, of_member)
            ]                                                                             AS buyers,
            [
                uniqExactIf(member_id, again AND on_day),
                uniqExactIf(member_id, again AND in_28d),
                uniqExactIf(member_id, again)
            ]                                                                             AS returning_buyers
        FROM {lines:Identifier}
        WHERE date BETWEEN {from:Date} - 364 AND {from:Date}
        GROUP BY scope
    ),
    moving AS
    (
        SELECT scope, member_id, toInt32(date) AS day, seq, first, units, revenue
        FROM {lines:Identifier}
        WHERE date > {from:Date}
            OR date BETWEEN {from:Date} AND {to:Date} - 1
            OR date BETWEEN {from:Date} - 27 AND {to:Date} - 28
            OR date BETWEEN {from:Date} - 364 AND {to:Date} - 365
    ),
    sold AS
    (
        SELECT
            scope,
            day,
            toInt64(countIf(first))              AS orders,
            sum(units)                           AS amount,
            sum(revenue)                         AS money,
            toInt64(countIf(first AND seq = 1))  AS new_buyers
        FROM moving
        GROUP BY scope, day
    ),
    -- The hash may let in a member too many, which changes nothing.
    members AS
    (
        SELECT
            scope,
            maxIf(toInt32(date), date <= {from:Date})                       AS last,
            maxIf(toInt32(date), date <= {from:Date} AND seq > 1)           AS last_again,
            groupArrayIf(toInt32(date), date > {from:Date})                 AS later,
            groupArrayIf(toInt32(date), date > {from:Date} AND seq > 1)     AS later_again
        FROM {lines:Identifier}
        WHERE {from:Date} < {to:Date} AND date > {from:Date} - 365 AND seq > 0
            AND cityHash64(scope, member_id) IN (SELECT cityHash64(scope, member_id) FROM moving WHERE seq > 0)
        GROUP BY scope, member_id
    ),
    holds AS
    (
        SELECT scope, day, until, toInt64(countIf(NOT again)) AS buyers, toInt64(countIf(again)) AS returning_buyers
        FROM
        (
            SELECT scope, kind.1 AS again, arraySort(arrayFilter(d -> d > 0, arrayPushBack(kind.2, kind.3))) AS dates
            FROM members
            ARRAY JOIN [(false, later, last), (true, later_again, last_again)] AS kind
        )
        ARRAY JOIN dates AS day, arrayPopFront(arrayPushBack(dates, 65535)) AS until
        GROUP BY scope, day, until
    ),
    changes AS
    (
        SELECT
            scope,
            days,
            at,
            sum(orders)                          AS orders,
            sum(amount)                          AS amount,
            sum(money)                           AS money,
            sum(new_buyers)                      AS new_buyers,
            sum(buyers)                          AS buyers,
            sum(returning_buyers)                AS returning_buyers
        FROM
        (
            SELECT
                scope, w.1 AS days, toInt32({from:Date}) AS at, toInt64(w.2) AS orders, w.3 AS amount, w.4 AS money,
                toInt64(w.5) AS new_buyers, toInt64(w.6) AS buyers, toInt64(w.7) AS returning_buyers
            FROM begun
            ARRAY JOIN arrayZip([1, 28, 365], orders, amount, money, new_buyers, buyers, returning_buyers) AS w

            UNION ALL

            SELECT scope, days, change.1, change.2 * orders, change.2 * amount, change.2 * money, change.2 * new_buyers, 0, 0
            FROM sold
            ARRAY JOIN [1, 28, 365] AS days
            ARRAY JOIN [(day, 1), (day + days, -1)] AS change
            WHERE change.1 > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})

            UNION ALL

            SELECT scope, days, change.1, 0, 0, 0, 0, change.2 * buyers, change.2 * returning_buyers
            FROM holds
            ARRAY JOIN [1, 28, 365] AS days
            ARRAY JOIN [(day, 1), (least(day + days, until), -1)] AS change
            WHERE day + days > toInt32({from:Date}) AND change.1 > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})
        )
        GROUP BY scope, days, at
    ),
    runs AS
    (
        SELECT
            scope,
            if(days = 1, 'day', concat(toString(days), 'd')) AS window,
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
            until_then AS (PARTITION BY scope, days ORDER BY at),
            in_time AS (PARTITION BY scope, days ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
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
