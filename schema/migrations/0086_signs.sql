-- member_signs: the clicks of machines (mail scanners, prefetching browsers) tell nothing of
-- the channel that a member prefers. Otherwise the view is as it was.
CREATE OR REPLACE VIEW member_signs AS
WITH
    ifNull((SELECT argMaxOrNull(timezone, version) FROM brand_settings WHERE brand = {brand:String} AND timezone != ''), 'UTC') AS zone,
    said AS
    (
        SELECT node, type, at, date, properties
        FROM events FINAL
        WHERE brand = {brand:String} AND date <= {date:Date} AND
        (
            type IN ('ticket_opened', 'ticket_closed')
            OR type IN ('review', 'invited', 'referral') AND node != 0
            OR type IN ('add_to_cart', 'checkout_started') AND node != 0 AND date > {date:Date} - 7
            OR type IN ('message_click', 'message_clicked', 'message_reply', 'message_replied') AND node != 0 AND date > {date:Date} - 365
        )
    ),
    tickets AS
    (
        SELECT
            arrayJoin(groupArrayIf((node, at), type = 'ticket_opened'))      AS opened,
            maxIf(at, type = 'ticket_closed')                                AS closed_at
        FROM said
        WHERE type IN ('ticket_opened', 'ticket_closed') AND properties['ticket_id'] != ''
        GROUP BY properties['ticket_id']
    ),
    signs AS
    (
        SELECT node, 'cart' AS sign, '' AS channel, at, date, toInt64(1) AS weight
        FROM said
        WHERE type IN ('add_to_cart', 'checkout_started')
        UNION ALL
        SELECT DISTINCT node, 'voice', '', toDateTime64(0, 3, 'UTC'), toDate(0), toInt64(1)
        FROM said
        WHERE type IN ('review', 'invited', 'referral')
        UNION ALL
        SELECT opened.1, 'ticket', '', toDateTime64(0, 3, 'UTC'), toDate(0), toInt64(1)
        FROM tickets
        WHERE opened.2 > closed_at
        UNION ALL
        SELECT node, 'nameless', '', toDateTime64(0, 3, 'UTC'), toDate(0), if(type = 'ticket_opened', toInt64(1), toInt64(-1))
        FROM said
        WHERE type IN ('ticket_opened', 'ticket_closed') AND properties['ticket_id'] = ''
        UNION ALL
        SELECT
            node,
            'answer',
            if(lower(properties['channel']) IN ('email', 'mail', 'e-mail'), 'edm', lower(properties['channel'])) AS by,
            at,
            toDate(0),
            toInt64(1)
        FROM said
        WHERE type IN ('message_click', 'message_clicked', 'message_reply', 'message_replied') AND by != ''
        UNION ALL
        SELECT member_id, 'answer', toString(channel), at, toDate(0), toInt64(1)
        FROM message_events FINAL
        WHERE brand = {brand:String} AND type IN ('clicked', 'replied') AND machine = '' AND channel != ''
            AND toDate(at, zone) > {date:Date} - 365 AND toDate(at, zone) <= {date:Date}
    ),
    reported AS
    (
        SELECT n.member_id AS member_id, s.sign AS sign, s.channel AS channel, s.at AS at, s.date AS date, s.weight AS weight
        FROM signs AS s
        INNER JOIN
        (
            SELECT node, member_id
            FROM identity_nodes
            WHERE brand = {brand:String} AND member_id != 0 AND node IN (SELECT node FROM signs)
        ) AS n ON n.node = s.node
    )
SELECT
    member_id,
    max(born)                                     AS born_in_month,
    max(joined)                                   AS registered_in_month,
    max(expiring)                                 AS points_expire,
    max(carted)                                   AS cart_on,
    max(voiced)                                   AS spoke,
    max(waiting)                                  AS open_ticket,
    max(preferred)                                AS preferred_channel,
    max(own)                                      AS own_tags
FROM
(
    SELECT
        member_id,
        substring(birth_date, -5, 2) = substring(toString({date:Date}), 6, 2)                       AS born,
        ifNull(registered_on BETWEEN toStartOfMonth({date:Date}) AND {date:Date}, false)            AS joined,
        arrayExists(on -> on > {date:Date} AND on <= {date:Date} + 30, points_expire_on)            AS expiring,
        toDate(0)                                                                                   AS carted,
        false                                                                                       AS voiced,
        false                                                                                       AS waiting,
        ''                                                                                          AS preferred,
        tags                                                                                        AS own
    FROM members
    WHERE brand = {brand:String} AND (born OR joined OR expiring OR notEmpty(tags))

    UNION ALL

    SELECT
        member_id,
        false,
        false,
        false,
        maxIf(date, sign = 'cart'),
        countIf(sign = 'voice') > 0,
        countIf(sign = 'ticket') > 0 OR sumIf(weight, sign = 'nameless') > 0,
        '',
        []
    FROM reported
    WHERE sign != 'answer'
    GROUP BY member_id

    UNION ALL

    SELECT member_id, false, false, false, toDate(0), false, false, argMin(channel, (-answers, -last_ms, channel)), []
    FROM
    (
        SELECT member_id, channel, toInt64(count()) AS answers, toUnixTimestamp64Milli(max(at)) AS last_ms
        FROM reported
        WHERE sign = 'answer'
        GROUP BY member_id, channel
    )
    GROUP BY member_id
)
GROUP BY member_id;
