-- Deliveries that a provider may have accepted although no answer came, with what the
-- tries of each say, for a person to decide on. A try that was withdrawn handed
-- nothing over. The address is the member's as it is now, where that is still the one
-- that the message went to, so that the provider can be asked.
SELECT
    d.member_id             AS member_id,
    d.channel               AS channel,
    d.detail                AS detail,
    d.provider_id           AS provider_id,
    d.at                    AS at,
    d.address               AS address,
    t.tries                 AS tries,
    t.states                AS states,
    t.way                   AS way,
    t.since                 AS since
FROM
(
    SELECT
        u.member_id         AS member_id,
        u.channel           AS channel,
        u.detail            AS detail,
        u.provider_id       AS provider_id,
        u.at                AS at,
        multiIf(u.channel = 'edm', m.email, u.channel = 'sms', m.phone, m.line_id) AS present,
        if(lower(hex(sipHash128Keyed(({k0:UInt64}, {k1:UInt64}), concat(u.channel, ':', present)))) = u.address_hash, present, '') AS address
    FROM
    (
        SELECT member_id, toString(channel) AS channel, detail, provider_id, at, address_hash
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'unknown'
    ) AS u
    LEFT JOIN
    (
        SELECT n.node AS node, p.email AS email, p.phone AS phone, p.line_id AS line_id
        FROM (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n
        INNER JOIN (SELECT member_id, email, phone, line_id FROM members WHERE brand = {brand:String}) AS p ON p.member_id = n.member_id
    ) AS m ON m.node = u.member_id
) AS d
LEFT JOIN
(
    SELECT
        member_id,
        count()                                     AS tries,
        arraySort(groupUniqArray(toString(state)))  AS states,
        toString(argMin(way, claimed_at))           AS way,
        min(claimed_at)                             AS since
    FROM delivery_attempts FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state != 'withdrawn'
    GROUP BY member_id
) AS t ON t.member_id = d.member_id
ORDER BY member_id
LIMIT {limit:UInt32}
