/*---
title: >-
  AARRR: the funnel of acquisition, activation, retention, revenue and referral, from the numbers of
  the other files, of the same generation
source: "[三大模型: AARRR]"
class: related
unit: ratio
better: more
reads: [orders]
scopes: [brand]
windows: [day, 7d, 28d, 90d, 365d]
restates: windows
metrics:
  - names: [aarrr_visitors]
    defined: those of conversion_rate
    unit: count
    reads: [events]
  - names: [aarrr_registrations]
    defined: registered
    unit: count
    of: members
  - names: [aarrr_registration_rate]
    defined: registrations / visitors
    reads: [orders, events]
  - names: [aarrr_cost_per_acquisition]
    defined: all costs / registrations; null before the brand's first costs
    unit: currency
    per: member
    better: less
    reads: [orders, costs]
  - names: [aarrr_activation_rate]
    defined: activation_rate
    windows: [asof]
  - names: [aarrr_retention_rate]
    defined: retention_rate
    windows: [28d, 90d, 365d]
    restates: twice
  - names: [aarrr_repeat_order_rate]
    defined: repeat_order_rate
  - names: [aarrr_repeat_member_rate]
    defined: repeat_member_rate
  - names: [aarrr_purchases_per_member]
    defined: purchases with a member / all members
    unit: number
    of: purchases
    per: member
  - names: [aarrr_winback_rate]
    defined: winback_rate
    windows: [28d]
    restates: asof
  - names: [aarrr_revenue]
    defined: revenue
    unit: currency
  - names: [aarrr_revenue_per_member]
    defined: revenue / all members
    unit: currency
    per: member
  - names: [aarrr_ltv]
    defined: ltv_historic
    unit: currency
    per: member
    windows: [asof]
  - names: [aarrr_marketing_roi]
    defined: >-
      (campaign_revenue - costs) / costs, where no campaign was sent its revenue is 0; null without
      costs
    reads: [orders, deliveries, costs]
    windows: [28d]
  - names: [aarrr_invitation_activation_rate]
    defined: activated invitations / invitations
    reads: [orders, events]
  - names: [aarrr_k_factor]
    defined: >-
      invitations per member * that rate, which is activated invitations / all members; null without
      invitations in the window
    unit: number
    reads: [orders, events]
---*/

-- What another file has computed, under the name of its step.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    [
        ('registered',         'aarrr_registrations',      ['day', '7d', '28d', '90d', '365d']),
        ('activation_rate',    'aarrr_activation_rate',    ['asof']),
        ('retention_rate',     'aarrr_retention_rate',     ['28d', '90d', '365d']),
        ('repeat_order_rate',  'aarrr_repeat_order_rate',  ['day', '7d', '28d', '90d', '365d']),
        ('repeat_member_rate', 'aarrr_repeat_member_rate', ['day', '7d', '28d', '90d', '365d']),
        ('winback_rate',       'aarrr_winback_rate',       ['28d']),
        ('revenue',            'aarrr_revenue',            ['day', '7d', '28d', '90d', '365d']),
        ('ltv_historic',       'aarrr_ltv',                ['asof'])
    ] AS steps
SELECT k.brand, k.date, k.scope, s.2, k.window, k.value, k.numerator, k.denominator, k.generation
FROM kpi_rows AS k
INNER JOIN (SELECT arrayJoin(steps) AS s) AS every ON every.s.1 = k.metric
WHERE k.brand = {brand:String} AND k.generation = {generation:UInt64} AND k.date BETWEEN {from:Date} AND {to:Date}
    AND k.scope = 'brand' AND has(s.3, toString(k.window));

-- What divides two of them.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    (
        SELECT if(count() = 0, toDate('2149-06-06'), min(date)) FROM costs FINAL WHERE brand = {brand:String}
    ) AS first_cost,
    costs_of_windows AS
    (
        SELECT date, window.1 AS window, window.2 AS amount
        FROM
        (
            SELECT
                date,
                [
                    ('day',  amount),
                    ('7d',   sum(amount) OVER (days RANGE BETWEEN 6 PRECEDING AND CURRENT ROW)),
                    ('28d',  sum(amount) OVER (days RANGE BETWEEN 27 PRECEDING AND CURRENT ROW)),
                    ('90d',  sum(amount) OVER (days RANGE BETWEEN 89 PRECEDING AND CURRENT ROW)),
                    ('365d', sum(amount) OVER (days RANGE BETWEEN 364 PRECEDING AND CURRENT ROW))
                ] AS windows
            FROM
            (
                SELECT date, sum(amount) AS amount
                FROM
                (
                    SELECT date, toDecimal128(amount, 4) AS amount
                    FROM costs FINAL
                    WHERE brand = {brand:String} AND date BETWEEN {from:Date} - 364 AND {to:Date}
                    UNION ALL
                    SELECT arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))), toDecimal128(0, 4)
                )
                GROUP BY date
            )
            WINDOW days AS (ORDER BY toInt32(date))
        )
        ARRAY JOIN windows AS window
        WHERE date BETWEEN {from:Date} AND {to:Date}
    ),
    sums AS
    (
        SELECT
            date,
            window,
            anyIf(numerator, metric = 'registered')                                           AS registrations,
            anyIf(numerator, metric = 'member_orders')                                        AS orders,
            anyIf(numerator, metric = 'revenue')                                              AS revenue,
            anyIf(numerator, metric = 'campaign_revenue')                                     AS campaign_revenue,
            anyIf(denominator, metric = 'conversion_rate')                                    AS visitors,
            anyIf(numerator, metric = 'aarrr_invitations')                                    AS invitations,
            anyIf(numerator, metric = 'aarrr_invitations_activated')                          AS activated,
            max(anyIf(numerator, metric = 'members' AND window = 'asof')) OVER (PARTITION BY date) AS members
        FROM kpi_rows
        WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
            AND scope = 'brand'
        GROUP BY date, window
    )
SELECT
    {brand:String},
    s.date,
    'brand',
    m.1,
    s.window,
    multiIf(m.4 = 'sum', toFloat64(m.2), m.3 = 0, NULL, toFloat64(m.2) / toFloat64(m.3)),
    if(isNull(m.3) AND m.4 != 'sum', NULL, m.2),
    if(isNull(m.2), NULL, m.3),
    {generation:UInt64}
FROM sums AS s
INNER JOIN costs_of_windows AS c ON c.date = s.date AND c.window = s.window
ARRAY JOIN arrayConcat
(
    [
        ('aarrr_visitors',                   s.visitors,                                                NULL,             'sum'),
        ('aarrr_registration_rate',          s.registrations,                                           s.visitors,       ''),
        ('aarrr_cost_per_acquisition',       if(s.date < first_cost, NULL, toNullable(c.amount)),       s.registrations,  ''),
        ('aarrr_purchases_per_member',       s.orders,                                                  s.members,        ''),
        ('aarrr_revenue_per_member',         s.revenue,                                                 s.members,        ''),
        ('aarrr_invitation_activation_rate', s.activated,                                               s.invitations,    ''),
        ('aarrr_k_factor',                   if(s.invitations > 0, s.activated, NULL),                  s.members,        '')
    ],
    if
    (
        s.window = '28d',
        [('aarrr_marketing_roi',             ifNull(s.campaign_revenue, 0) - c.amount,                  toNullable(c.amount), '')],
        []
    )
) AS m;
