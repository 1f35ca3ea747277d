/*---
title: "Campaigns: what they planned, what became of it, and what followed"
source: "[NASLD: ROAS], [指標體系: A/B]"
class: related
scopes: [brand, campaign, campaign/channel, campaign/channel/variant]
windows: [day, 28d]
restates: windows
note: >-
  A window is that of the delivery's business date. A member of two dates counts twice. A delivery
  of d restates as an order of d; message events and costs that come later count wherever a date is
  computed anyway
metrics:
  - names: [planned]
    defined: members of the audience, in whatever state
    unit: count
    of: deliveries
    better: neither
    reads: [deliveries]
  - names: [excluded, sent, held]
    defined: those whose delivery is in that state
    unit: count
    of: deliveries
    better: neither
    reads: [deliveries]
  - names: [failed, unknown]
    defined: those whose delivery is in that state
    unit: count
    of: deliveries
    better: less
    reads: [deliveries]
  - names: [delivered, opened, clicked, replied]
    defined: >-
      sent deliveries of which the provider, a click or a reply reported it; null where no channel
      of the window's sent deliveries has ever reported it by the date. What machines open or click
      (mail proxies, scanners, prefetching) doesn't count
    unit: count
    of: deliveries
    better: more
    reads: [deliveries, messages]
  - names: [bounced, unsubscribed, complained]
    defined: >-
      sent deliveries of which the provider, a click or a reply reported it; null where no channel
      of the window's sent deliveries has ever reported it by the date
    unit: count
    of: deliveries
    better: less
    reads: [deliveries, messages]
  - names: [conversions]
    defined: >-
      sent deliveries that were the last one before a purchase of the member, placed after it and
      dated 0 to attribution_days (7) after its date, up to D; a delivery converts once
    unit: count
    of: deliveries
    better: more
    reads: [orders, deliveries]
  - names: [campaign_revenue]
    defined: >-
      the revenue of all purchases after deliveries, as for conversions, each given to its last
      delivery only
    unit: currency
    better: more
    reads: [orders, deliveries]
  - names: [cost]
    defined: >-
      what the costs of the window name the campaign (brand: any campaign; channel: both) for, and
      what the messages sent in it cost at the channels' prices where no cost names the campaign, the
      channel and the date; null without any, and of a variant, which no cost names
    unit: currency
    better: less
    reads: [deliveries, costs]
  - names: [roas]
    defined: campaign_revenue / cost
    unit: number
    better: more
    reads: [orders, deliveries, costs]
  - names: [lift]
    defined: >-
      of all members assigned (who took part in the draw and were not held out, sent or not; who
      was excluded by the plan took no part), the share with a purchase, placed after the plan and
      dated 0 to attribution_days (7) after its date, up to D, less that share of the holdout; null without a
      holdout
    unit: ratio
    better: more
    reads: [orders, deliveries]
    scopes: [campaign]
  - names: [lift_low, lift_high]
    defined: the bounds of lift at 95 %, by Newcombe's hybrid score
    unit: ratio
    better: more
    reads: [orders, deliveries]
    scopes: [campaign]
---*/
-- Only campaigns with deliveries in the window have rows. What follows a delivery of
-- d on p counts from p until the window has passed d.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    bought AS
    (
        SELECT member_id AS buyer, shop, order_id, placed_at, date AS bought_on, revenue
        FROM {facts:Identifier}
        WHERE brand = {brand:String} AND seq > 0 AND date BETWEEN {from:Date} - 27 AND {to:Date}
            AND member_id IN (SELECT person FROM {addressed:Identifier})
    ),
    -- Each purchase with its last touch.
    touches AS
    (
        SELECT
            argMax((campaign, channel, variant, date, addressee), (at, campaign, date, addressee)) AS touch,
            any(bought_on)    AS bought_on,
            any(revenue)      AS revenue
        FROM (SELECT campaign, channel, variant, date, addressee, person, attribution, at FROM {addressed:Identifier} WHERE state = 'sent') AS s
        INNER JOIN bought AS p ON p.buyer = s.person
        WHERE p.placed_at > s.at AND p.bought_on BETWEEN s.date AND s.date + s.attribution
        GROUP BY p.buyer, p.shop, p.order_id
    ),
    conversions AS
    (
        SELECT touch.1 AS campaign, touch.2 AS channel, touch.3 AS variant, touch.4 AS date, min(bought_on) AS converted_on
        FROM touches
        GROUP BY touch
    ),
    -- Those assigned and those held out, with their first purchase afterwards.
    responses AS
    (
        SELECT
            o.campaign AS campaign, o.date AS date, o.holdout AS holdout, o.addressee AS addressee,
            min(p.bought_on)  AS responded_on
        FROM (SELECT campaign, date, holdout, addressee, person, attribution, planned_at FROM {addressed:Identifier} WHERE drawn AND date > {from:Date} - 28) AS o
        INNER JOIN bought AS p ON p.buyer = o.person
        WHERE p.placed_at > o.planned_at AND p.bought_on BETWEEN o.date AND o.date + o.attribution
        GROUP BY o.campaign, o.date, holdout, o.addressee
    ),
    reported AS
    (
        SELECT toString(channel) AS channel, toString(type) AS type, min(date) AS since
        FROM message_events
        WHERE brand = {brand:String}
        GROUP BY channel, type
    ),
    notices AS
    (
        SELECT DISTINCT
            toString(channel) AS channel, toString(campaign) AS campaign, date, member_id AS addressee, toString(type) AS type
        FROM message_events FINAL
        WHERE brand = {brand:String} AND date BETWEEN {from:Date} - 27 AND {to:Date}
            AND type IN ('delivered', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed', 'complained') AND machine = ''
    ),
    -- What each date of deliveries adds to a part from a date on: (name, amount).
    parts AS
    (
        SELECT
            campaign, channel, variant, date, date AS counts_from,
            arrayJoin
            ([
                ('planned',  toDecimal128(count(), 4)),
                ('excluded', toDecimal128(countIf(state = 'excluded'), 4)),
                ('sent',     toDecimal128(countIf(state = 'sent'), 4)),
                ('failed',   toDecimal128(countIf(state = 'failed'), 4)),
                ('unknown',  toDecimal128(countIf(state = 'unknown'), 4)),
                ('held',     toDecimal128(countIf(state = 'held'), 4)),
                ('assigned', toDecimal128(countIf(drawn AND NOT holdout), 4)),
                ('held_out', toDecimal128(countIf(holdout), 4))
            ]) AS part
        FROM {addressed:Identifier}
        WHERE date > {from:Date} - 28
        GROUP BY campaign, channel, variant, date

        UNION ALL

        SELECT t.campaign, t.channel, s.variant, t.date, t.date, (t.type, toDecimal128(count(), 4))
        FROM notices AS t
        INNER JOIN (SELECT campaign, channel, variant, date, addressee FROM {addressed:Identifier} WHERE state = 'sent') AS s
            ON s.campaign = t.campaign AND s.channel = t.channel AND s.date = t.date AND s.addressee = t.addressee
        GROUP BY t.campaign, t.channel, s.variant, t.date, t.type

        UNION ALL

        -- Where a channel has reported something, it reports it from that date on.
        SELECT s.campaign, s.channel, s.variant, s.date, greatest(s.date, t.since), (concat('reports_', t.type), toDecimal128(1, 4))
        FROM (SELECT DISTINCT campaign, channel, variant, date FROM {addressed:Identifier} WHERE state = 'sent' AND date > {from:Date} - 28) AS s
        INNER JOIN reported AS t ON t.channel = s.channel

        UNION ALL

        SELECT campaign, channel, variant, date, converted_on, ('conversions', toDecimal128(count(), 4))
        FROM conversions
        WHERE date > {from:Date} - 28
        GROUP BY campaign, channel, variant, date, converted_on

        UNION ALL

        SELECT touch.1, touch.2, touch.3, touch.4, bought_on, ('campaign_revenue', toDecimal128(sum(revenue), 4))
        FROM touches
        WHERE touch.4 > {from:Date} - 28
        GROUP BY touch.1, touch.2, touch.3, touch.4, bought_on

        UNION ALL

        SELECT campaign, '', '', date, responded_on, (if(holdout, 'held_out_responses', 'assigned_responses'), toDecimal128(count(), 4))
        FROM responses
        GROUP BY campaign, date, responded_on, holdout

        UNION ALL

        SELECT
            toString(campaign), toString(channel), '', date, date,
            arrayJoin([('cost', toDecimal128(sum(amount), 4)), ('costs', toDecimal128(count(), 4))])
        FROM campaign_costs
        WHERE brand = {brand:String} AND date BETWEEN {from:Date} - 27 AND {to:Date}
        GROUP BY campaign, channel, date
    ),
    changes AS
    (
        SELECT
            scope,
            w.1                                                  AS window,
            greatest(change.1, toInt32({from:Date}))             AS day,
            sumMap(map(part.1, change.2 * part.2))               AS amounts
        FROM parts
        ARRAY JOIN arrayConcat
        (
            ['brand', concat('campaign:', campaign)],
            if(channel = '', [], [concat('campaign:', campaign, '/channel:', channel)]),
            if(channel = '' OR variant = '', [], [concat('campaign:', campaign, '/channel:', channel, '/variant:', variant)])
        ) AS scope
        ARRAY JOIN [('day', toInt32(date) + 1), ('28d', toInt32(date) + 28)] AS w
        ARRAY JOIN [(toInt32(counts_from), toInt64(1)), (w.2, toInt64(-1))] AS change
        WHERE w.2 > greatest(toInt32(counts_from), toInt32({from:Date})) AND change.1 <= toInt32({to:Date})
        GROUP BY scope, window, day
    ),
    runs AS
    (
        SELECT
            scope,
            window,
            day                                                                          AS begins,
            least(leadInFrame(day, 1, 65535) OVER in_time, toInt32({to:Date}) + 1)       AS ends,
            sumMap(amounts) OVER (PARTITION BY scope, window ORDER BY day)               AS amounts
        FROM changes
        WINDOW in_time AS (PARTITION BY scope, window ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    -- Wilson's interval of each share, z = 1.959963984540054; 0 of nobody.
    shares AS
    (
        SELECT
            scope,
            window,
            arrayJoin(range(begins, ends))                                               AS day,
            amounts,
            toFloat64(amounts['assigned'])                                               AS n1,
            toFloat64(amounts['held_out'])                                               AS n2,
            if(n1 = 0, 0., toFloat64(amounts['assigned_responses']) / n1)                AS p1,
            if(n2 = 0, 0., toFloat64(amounts['held_out_responses']) / n2)                AS p2,
            1.959963984540054                                                            AS z,
            z * sqrt(p1 * (1 - p1) / n1 + z * z / (4 * n1 * n1)) / (1 + z * z / n1)      AS half1,
            z * sqrt(p2 * (1 - p2) / n2 + z * z / (4 * n2 * n2)) / (1 + z * z / n2)      AS half2,
            (p1 + z * z / (2 * n1)) / (1 + z * z / n1)                                   AS middle1,
            (p2 + z * z / (2 * n2)) / (1 + z * z / n2)                                   AS middle2
        FROM runs
        WHERE amounts['planned'] > 0 AND begins < ends
    )
SELECT {brand:String}, toDate(day), scope, m.1, window, m.2, m.3, m.4, {generation:UInt64}
FROM shares
ARRAY JOIN arrayConcat
(
    arrayMap
    (
        name -> (name, toNullable(toFloat64(amounts[name])), toNullable(amounts[name]), CAST(NULL, 'Nullable(Decimal(38, 4))')),
        ['planned', 'excluded', 'sent', 'failed', 'unknown', 'held', 'conversions', 'campaign_revenue']
    ),
    arrayMap
    (
        name ->
        (
            name,
            if(amounts[concat('reports_', name)] = 0, NULL, toNullable(toFloat64(amounts[name]))),
            if(amounts[concat('reports_', name)] = 0, NULL, toNullable(amounts[name])),
            NULL
        ),
        ['delivered', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed', 'complained']
    ),
    [
        (
            'cost',
            if(amounts['costs'] = 0, NULL, toNullable(toFloat64(amounts['cost']))),
            if(amounts['costs'] = 0, NULL, toNullable(amounts['cost'])),
            NULL
        ),
        (
            'roas',
            if(amounts['cost'] = 0, NULL, toNullable(toFloat64(amounts['campaign_revenue']) / toFloat64(amounts['cost']))),
            toNullable(amounts['campaign_revenue']),
            if(amounts['costs'] = 0, NULL, toNullable(amounts['cost']))
        )
    ],
    if
    (
        NOT startsWith(scope, 'campaign:') OR position(scope, '/channel:') > 0,
        [],
        arrayMap
        (
            bound -> (bound.1, if(n1 = 0 OR n2 = 0, NULL, toNullable(bound.2)), NULL, NULL),
            [
                ('lift',      p1 - p2),
                ('lift_low',  p1 - p2 - sqrt(pow(p1 - middle1 + half1, 2) + pow(middle2 + half2 - p2, 2))),
                ('lift_high', p1 - p2 + sqrt(pow(middle1 + half1 - p1, 2) + pow(p2 - middle2 + half2, 2)))
            ]
        )
    )
) AS m;
