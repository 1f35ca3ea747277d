-- When the next wait of hours is over, in seconds since 1970 (0: nobody waits), how many are over
-- already, and how many moves of the date were made.
SELECT
    minIf(intDiv(ends + 999, 1000), ends > toUnixTimestamp64Milli({moment:DateTime64(3, 'UTC')})) AS next,
    countIf(ends <= toUnixTimestamp64Milli({moment:DateTime64(3, 'UTC')})) AS over,
    (
        SELECT count()
        FROM journey_moves
        WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String} AND date = {date:Date}
    ) AS moves
FROM
(
    SELECT toUnixTimestamp64Milli(moved_at) + toInt64(arrayJoin(arrayFilter((long, step) -> step = toString(place), {seconds:Array(UInt64)}, {steps:Array(String)}))) * 1000 AS ends
    FROM
    (
/*places*/
    )
)
