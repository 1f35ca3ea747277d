-- What kpi_trend reads of a date, as one number, and what the stored rows were made of.
SELECT
    cityHash64
    (
        (
            SELECT sum(cityHash64(name, uuid, metadata_modification_time))
            FROM system.tables
            WHERE database = currentDatabase() AND name IN ('kpi_trend', 'kpi', 'published')
        ),
        (
            SELECT sum(cityHash64(generation, from_date, to_date))
            FROM generations FINAL
            WHERE brand = {brand:String} AND state = 'published'
        ),
        (
            SELECT sum(cityHash64(scope, metric, window, from_date, value))
            FROM targets FINAL
            WHERE brand = {brand:String} AND from_date <= {date:Date}
        )
    )                                                                                AS now,
    ifNull((SELECT any(stamp) FROM trend_snapshots WHERE brand = {brand:String} AND date = {date:Date}), 0) AS stored
