-- Marks the opens and clicks that no person did, though each alone looks so: within two
-- seconds of the sending, and three links or more of a message within five seconds. A
-- delivery that was recorded much later than it was sent says nothing.
INSERT INTO message_events (brand, channel, provider_id, type, event_id, at, campaign, date, member_id, detail, hard, machine, address_hash, version)
WITH
    touches AS
    (
        SELECT *
        FROM message_events FINAL
        WHERE brand = {brand:String} AND at >= {since:DateTime64(3, 'UTC')} AND type IN ('opened', 'clicked') AND machine = '' AND version < 3 AND campaign != ''
    ),
    sent AS
    (
        SELECT toString(campaign) AS of_campaign, date AS on_date, member_id AS of_member, min(at) AS sent_at
        FROM deliveries
        WHERE brand = {brand:String} AND date >= toDate({since:DateTime64(3, 'UTC')}) - 8 AND state = 'sent'
          AND (campaign, date, member_id) IN (SELECT campaign, date, member_id FROM touches)
        GROUP BY of_campaign, on_date, of_member
    ),
    links AS
    (
        SELECT toString(campaign) AS of_campaign, date AS on_date, member_id AS of_member,
            groupArray((toUnixTimestamp64Milli(at), splitByChar('/', event_id)[1])) AS followed
        FROM message_events FINAL
        WHERE brand = {brand:String} AND at >= {since:DateTime64(3, 'UTC')} - INTERVAL 1 MINUTE AND type = 'clicked' AND provider_id = ''
          AND (campaign, date, member_id) IN (SELECT campaign, date, member_id FROM touches WHERE type = 'clicked')
        GROUP BY of_campaign, on_date, of_member
    )
SELECT brand, channel, provider_id, type, event_id, at, campaign, date, member_id, detail, hard, why, address_hash, 3
FROM
(
    SELECT
        t.*,
        multiIf(
            s.sent_at > toDateTime64(0, 3, 'UTC') AND t.at < s.sent_at + INTERVAL 2 SECOND AND t.at > s.sent_at - INTERVAL 1 MINUTE, 'at_once',
            t.type = 'clicked' AND t.provider_id = ''
                AND length(arrayDistinct(arrayMap(f -> f.2, arrayFilter(f -> abs(f.1 - toUnixTimestamp64Milli(t.at)) <= 5000, l.followed)))) >= 3, 'scanner',
            '') AS why
    FROM touches AS t
    LEFT JOIN sent AS s ON s.of_campaign = t.campaign AND s.on_date = t.date AND s.of_member = t.member_id
    LEFT JOIN links AS l ON l.of_campaign = t.campaign AND l.on_date = t.date AND l.of_member = t.member_id
)
WHERE why != ''
