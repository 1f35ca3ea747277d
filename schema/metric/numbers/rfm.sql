/*---
title: "RFM classes: members and their revenue by recency, frequency and money"
source: "[RFM], [三大模型: 自定義區間]"
class: core
reads: [orders]
scopes: [brand]
windows: [day]
restates: asof
note: >-
  Over the members with a purchase in rfm.window as of the date: R high = days since the last
  purchase <= cut, F high = purchases >= cut, M high = money (total, or average per purchase; less what was returned in the window
  without naming an order) >= cut; a cut is the mean, the median or a number. Classes in the order R F M: vip HHH, attention
  HLH, frequent HHL, developing HLL, keep LHH, maintain LHL, winback LLH, dormant LLL
metrics:
  - names: [rfm_<class>]
    defined: members of the class
    unit: count
    of: members
    better: more
    except:
      less: [keep, maintain, winback, dormant]
  - names: [rfm_revenue_<class>]
    defined: the revenue of its members in the last 365 days, less what they returned in them
    unit: currency
    better: neither
---*/
-- The cells of RFM change only where members come and go (cells.sql): each date
-- is a running sum.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    turns AS
    (
        SELECT highs, at, members, revenue
        FROM {cells:Identifier}

        UNION ALL

        SELECT highs, arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), toInt64(0), toDecimal128(0, 4)
        FROM (SELECT arrayJoin([7, 5, 6, 4, 3, 2, 1, 0]) AS highs)
    ),
    classes AS
    (
        SELECT
            at                                                                               AS day,
            transform
            (
                highs,
                [7, 5, 6, 4, 3, 2, 1, 0],
                ['vip', 'attention', 'frequent', 'developing', 'keep', 'maintain', 'winback', 'dormant'],
                ''
            )                                                                                AS class,
            toDecimal128(sum(sum(members)) OVER until_then, 4)                               AS members,
            toDecimal128(sum(sum(revenue)) OVER until_then, 4)                               AS revenue
        FROM turns
        GROUP BY highs, at
        WINDOW until_then AS (PARTITION BY highs ORDER BY at)
    )
SELECT {brand:String}, toDate(day), 'brand', m.1, 'day', toFloat64(m.2), m.2, {generation:UInt64}
FROM classes
ARRAY JOIN [(concat('rfm_', class), members), (concat('rfm_revenue_', class), revenue)] AS m
WHERE day <= toInt32({to:Date});
