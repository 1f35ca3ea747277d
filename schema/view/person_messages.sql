-- What campaigns owed a member, under any id of theirs, and what came of it, the newest first.
SELECT
    toString(d.campaign)                            AS campaign,
    d.date                                          AS date,
    toString(d.channel)                             AS channel,
    toString(d.state)                               AS state,
    toString(d.reason)                              AS reason,
    toString(d.code)                                AS code,
    d.detail                                        AS detail,
    d.at                                            AS at,
    arraySort(m.types)                              AS answers
FROM
(
    SELECT campaign, date, member_id, channel, state, reason, code, detail, at
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND member_id IN {nodes:Array(UInt64)}
) AS d
LEFT JOIN
(
    SELECT campaign, date, member_id, groupUniqArray(toString(type)) AS types
    FROM message_events FINAL
    WHERE brand = {brand:String} AND member_id IN {nodes:Array(UInt64)} AND machine = ''
      -- As person_events.sql finds events: which may be theirs first, without FINAL.
      AND (channel, provider_id) IN (SELECT channel, provider_id FROM message_events WHERE brand = {brand:String} AND member_id IN {nodes:Array(UInt64)})
    GROUP BY campaign, date, member_id
) AS m ON m.campaign = d.campaign AND m.date = d.date AND m.member_id = d.member_id
ORDER BY date DESC, campaign
LIMIT {limit:UInt32}
