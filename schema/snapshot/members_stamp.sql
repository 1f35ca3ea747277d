-- What member_asof reads of a date, as one number, and what the stored rows were made
-- of. Members, orders and stages change by derivations only, which say so before they
-- begin: 0 until one has come to its end. Events are stored as they come, so they are
-- known by the newest of each shop and by the loads: one that began before a snapshot
-- may write after it.
WITH
    ifNull((SELECT argMaxOrNull(timezone, version) FROM brand_settings WHERE brand = {brand:String} AND timezone != ''), 'UTC') AS zone,
    (SELECT (max(version), argMax(whole, version)) FROM derivations FINAL WHERE brand = {brand:String}) AS derivation
SELECT
    if
    (
        derivation.2,
        cityHash64
        (
            derivation.1,
            (
                SELECT sum(cityHash64(name, uuid, metadata_modification_time))
                FROM system.tables
                WHERE database = currentDatabase()
                    AND name IN ('member_asof', 'member_signs', 'member_prediction', 'models_used', 'model_curves')
            ),
            (SELECT sum(cityHash64(tuple(* EXCEPT (version)))) FROM brand_settings FINAL WHERE brand = {brand:String}),
            (
                SELECT sum(cityHash64(valid_from, cycle_days))
                FROM cycle_used FINAL
                WHERE brand = {brand:String} AND valid_from <= {date:Date}
            ),
            (
                SELECT sum(cityHash64(fitted_on, model, toString(parameters)))
                FROM model_fits FINAL
                WHERE brand = {brand:String} AND fitted_on <= {date:Date}
            ),
            (
                SELECT sum(cityHash64(shop, newest))
                FROM (SELECT shop, max(version) AS newest FROM events WHERE brand = {brand:String} GROUP BY shop)
            ),
            (SELECT sum(cityHash64(shop, entity, load_id, state, version)) FROM loads FINAL WHERE brand = {brand:String}),
            (
                SELECT sum(cityHash64(member_id, channel, at))
                FROM message_events FINAL
                WHERE brand = {brand:String} AND type IN ('clicked', 'replied') AND machine = '' AND channel != ''
                    AND toDate(at, zone) > {date:Date} - 365 AND toDate(at, zone) <= {date:Date}
            )
        ),
        0
    )                                                                                AS now,
    ifNull((SELECT any(stamp) FROM member_snapshots WHERE brand = {brand:String} AND date = {date:Date}), 0) AS stored
