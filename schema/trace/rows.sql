-- What was found, one row each, with the order as it is. A person who counts once
-- adds to the number with the first of the rows, and nothing with the others.
SELECT
    multiIf(isNull(f.numerator), 'denominator', isNull(f.denominator), 'numerator', 'both')      AS part,
    toString(f.record)                                                                           AS record,
    toString(f.shop)                                                                             AS shop,
    if(f.event_id != '', f.event_id, f.order_id)                                                 AS id,
    n.number                                                                                     AS number,
    multiIf
    (
        f.counted_on != toDate(0), toNullable(f.counted_on),
        p.bought = '', NULL,
        toNullable(p.bought_on)
    )                                                                                            AS date,
    if(p.bought = '', NULL, toNullable(p.placed_at))                                           AS placed_at,
    f.member_id                                                                                  AS member_id,
    p.seq                                                                                        AS seq,
    p.revenue                                                                                    AS revenue,
    p.units                                                                                      AS units,
    toString(f.campaign)                                                                         AS campaign,
    toString(f.channel)                                                                          AS channel,
    if(f.delivered_on = toDate(0), NULL, toNullable(f.delivered_on))                             AS delivered_on,
    toString(f.delivery)                                                                         AS delivery,
    if(f.numerator_again, toDecimal128(0, 4), f.numerator)                                       AS numerator,
    if(f.denominator_again, toDecimal128(0, 4), f.denominator)                                   AS denominator
FROM
(
    SELECT
        *,
        numerator_who != '' AND isNotNull(numerator)
            AND row_number() OVER (PARTITION BY numerator_who, isNull(numerator) ORDER BY shop, order_id, event_id) > 1            AS numerator_again,
        denominator_who != '' AND isNotNull(denominator)
            AND row_number() OVER (PARTITION BY denominator_who, isNull(denominator) ORDER BY shop, order_id, event_id) > 1        AS denominator_again
    FROM {found:Identifier}
    WHERE isNotNull(numerator) OR isNotNull(denominator)
) AS f
LEFT JOIN
(
    SELECT shop AS bought_at, order_id AS bought, date AS bought_on, placed_at, seq, revenue, units
    FROM {purchases:Identifier}
    WHERE (shop, order_id) IN (SELECT shop, order_id FROM {found:Identifier})
) AS p ON p.bought_at = f.shop AND p.bought = f.order_id
LEFT JOIN
(
    SELECT shop AS numbered_at, order_id AS numbered, number
    FROM orders FINAL
    WHERE brand = {brand:String} AND (shop, order_id) IN (SELECT shop, order_id FROM {found:Identifier})
) AS n ON n.numbered_at = f.shop AND n.numbered = f.order_id
ORDER BY part, date, placed_at, shop, id, campaign, member_id
