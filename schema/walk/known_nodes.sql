-- All identifiers of who is due in one of the journeys of a tick.
SELECT brand, node, kind, value, member_id
FROM identity_nodes
WHERE brand = {brand:String} AND member_id IN
(
    SELECT member_id
    FROM identity_nodes
    WHERE brand = {brand:String} AND member_id != 0 AND node IN
    (
        SELECT member_id
        FROM journey_matches
        WHERE brand = {brand:String} AND has({conditions:Array(String)}, toString(condition)) AND date = {date:Date} AND has({runs:Array(UInt64)}, run)
    )
)
