-- Which of the events stand in the table already.
SELECT concat(provider_id, '\n', toString(type), '\n', event_id) AS seen
FROM message_events
WHERE brand = {brand:String} AND channel = {channel:String} AND provider_id IN {messages:Array(String)}
  AND concat(provider_id, '\n', toString(type), '\n', event_id) IN {events:Array(String)}
