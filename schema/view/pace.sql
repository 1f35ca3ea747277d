-- How long a day of a backfill takes here, in milliseconds: the middle of the last ones; where
-- none ran, of the nights, whose single day takes longer.
SELECT toInt64(multiIf(count() = 0, 0, countIf(kind = 'backfill') > 0, quantileExactIf(0.5)(ms, kind = 'backfill'), quantileExact(0.5)(ms))) AS pace
FROM
(
    SELECT kind, (toUnixTimestamp64Milli(published_at) - toUnixTimestamp64Milli(started_at)) / (toUInt32(to_date - from_date) + 1) AS ms
    FROM generations FINAL
    WHERE brand = {brand:String} AND state IN ('published', 'forgotten') AND published_at > started_at
    ORDER BY published_at DESC
    LIMIT 20
)
