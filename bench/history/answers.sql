-- What came back of the deliveries: all that were sent arrived, a third was opened, one in twenty
-- clicked.
INSERT INTO message_events (brand, channel, provider_id, type, event_id, at, campaign, date, member_id, version)
SELECT
    brand,
    channel,
    provider_id,
    arrayJoin(arrayFilter(kind -> kind = 'delivered' OR kind = 'opened' AND drawn % 3 = 0 OR kind = 'clicked' AND drawn % 20 = 0, ['delivered', 'opened', 'clicked'])),
    '',
    at + INTERVAL drawn % 3600 SECOND,
    campaign,
    date,
    member_id,
    1
FROM
(
    SELECT brand, channel, provider_id, at, campaign, date, member_id, sipHash64(member_id, 'answer') AS drawn
    FROM deliveries
    WHERE brand = {brand:String} AND state = 'sent'
)
