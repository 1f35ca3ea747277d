-- The last date before a night that is published, and how many nights were published
-- before it: dates that only backfills have computed miss no night.
SELECT
    (
        SELECT count()
        FROM generations FINAL
        WHERE brand = {brand:String}
          AND kind = 'night'
          AND state IN ('published', 'forgotten')
          AND to_date < {date:Date}
    )          AS nights,
    max(date)  AS last
FROM published
WHERE brand = {brand:String}
  AND date < {date:Date};
