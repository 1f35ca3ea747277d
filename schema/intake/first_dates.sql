-- The earliest date that was ever reported for each of the events that are known.
SELECT event_id, min(first_date) AS first_date
FROM events
WHERE brand = {brand:String} AND shop = {shop:String} AND event_id IN {events:Array(String)}
GROUP BY event_id
