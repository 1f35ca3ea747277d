-- In which hours of the brand's clocks the messages of a campaign's plan go, by channel and
-- the zone of the members. The plan is plan_rows.sql itself, written aside, together with what was planned already.
SELECT channel, zone, toUInt8(toHour(assumeNotNull(due_at), {zone:String})) AS hour, count() AS members
FROM
(
    SELECT toString(channel) AS channel, toString(zone) AS zone, due_at
    FROM {planned:Identifier}
    WHERE state = 'planned'
    UNION ALL
    SELECT toString(channel), toString(zone), due_at
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state != 'excluded'
)
WHERE due_at IS NOT NULL
GROUP BY channel, zone, hour
ORDER BY channel, zone, hour
