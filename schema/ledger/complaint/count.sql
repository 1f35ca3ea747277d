-- How many members complained of a run's messages, and how many of these were sent. Where
-- the brand has few complaints at all, none of the run's deliveries is read.
WITH
    complained AS
    (
        SELECT DISTINCT channel, provider_id
        FROM message_events
        WHERE brand = {brand:String} AND type = 'complained' AND provider_id != ''
    )
SELECT
    countIf((channel, provider_id) IN (SELECT channel, provider_id FROM complained)) AS complaints,
    count()                                                         AS messages
FROM deliveries FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'sent'
  AND (SELECT count() FROM complained) >= {least:UInt64}
