-- Deliveries that a provider may have accepted although no answer came, with what the
-- tries of each say, for a person to decide on. A try that was withdrawn handed
-- nothing over.
SELECT
    d.member_id             AS member_id,
    toString(d.channel)     AS channel,
    d.detail                AS detail,
    d.provider_id           AS provider_id,
    d.at                    AS at,
    t.tries                 AS tries,
    t.states                AS states,
    t.way                   AS way,
    t.since                 AS since
FROM
(
    SELECT member_id, channel, detail, provider_id, at
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'unknown'
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
