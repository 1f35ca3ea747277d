/*---
title: "AIPL: how far the members have come, and the share that takes each step"
source: "[三大模型: AIPL]"
class: core
reads: [orders, events]
scopes: [brand]
windows: [day]
restates: asof
note: >-
  Before the brand's first interest event A and I can't be distinguished: all who bought nothing are A,
  and the rates that need either are null
metrics:
  - names: [aipl_a, aipl_i, aipl_p]
    defined: members whose step it is on the date (aipl_flow.sql)
    unit: count
    of: members
    better: neither
  - names: [aipl_l]
    defined: members whose step it is on the date (aipl_flow.sql)
    unit: count
    of: members
    better: more
  - names: [aipl_rate_ai]
    defined: (I + P + L) / (A + I + P + L)
    unit: ratio
    better: more
  - names: [aipl_rate_ip]
    defined: (P + L) / (I + P + L)
    unit: ratio
    better: more
  - names: [aipl_rate_pl]
    defined: L / (P + L)
    unit: ratio
    better: more
---*/
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    (
        SELECT if(count() = 0, toDate('2149-06-06'), min(date))
        FROM {behaviour:Identifier}
        WHERE type IN ('page_view', 'product_view', 'add_to_cart', 'login', 'message_click', 'message_clicked')
    ) AS first_interest,
    counts AS
    (
        SELECT
            day,
            toDecimal128(sumIf(members, step = 'A'), 4)    AS a,
            toDecimal128(sumIf(members, step = 'I'), 4)    AS i,
            toDecimal128(sumIf(members, step = 'P'), 4)    AS p,
            toDecimal128(sumIf(members, step = 'L'), 4)    AS l
        FROM
        (
            SELECT date AS day, toString(to) AS step, members
            FROM aipl_flow_rows
            WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
                AND span = 1
            UNION ALL
            SELECT arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))), '', toUInt64(0)
        )
        GROUP BY day
    )
SELECT
    {brand:String},
    day,
    'brand',
    m.1,
    'day',
    multiIf(NOT known, NULL, isNull(m.3), toNullable(toFloat64(m.2)), m.3 = 0, NULL, toFloat64(m.2) / toFloat64(assumeNotNull(m.3))),
    if(known, toNullable(m.2), NULL),
    if(known, m.3, NULL),
    {generation:UInt64}
FROM
(
    SELECT
        day,
        arrayJoin(
        [
            ('aipl_a',       a,         NULL,                         false),
            ('aipl_i',       i,         NULL,                         false),
            ('aipl_p',       p,         NULL,                         false),
            ('aipl_l',       l,         NULL,                         false),
            ('aipl_rate_ai', i + p + l, toNullable(a + i + p + l),    true),
            ('aipl_rate_ip', p + l,     toNullable(i + p + l),        true),
            ('aipl_rate_pl', l,         toNullable(p + l),            false)
        ]) AS m,
        NOT m.4 OR day >= first_interest AS known
    FROM counts
);
