-- Whether anything happened since a moment that may put somebody onto a list or take them off:
-- a move in one of its journeys, what somebody said about marketing, or an erasure.
SELECT toBool(count() > 0)
FROM
(
    SELECT 1
    FROM journey_moves
    WHERE brand = {brand:String} AND walk = '' AND has({journeys:Array(String)}, journey) AND at > {since:DateTime64(3, 'UTC')}
    LIMIT 1
    UNION ALL
    SELECT 1
    FROM consent_facts
    WHERE brand = {brand:String} AND purpose = 'marketing' AND version > {version:UInt64}
    LIMIT 1
    UNION ALL
    SELECT 1
    FROM erased
    WHERE brand = {brand:String} AND at > {since:DateTime64(3, 'UTC')}
    LIMIT 1
)
