-- What member_asof reads of a date, as one number, and what the stored rows were made
-- of. Members, orders and stages change by derivations only, which say so before they
-- begin: 0 until one has come to its end. Events are stored as they come, so they are
-- known by the newest of each shop and by the loads: one that began before a snapshot
-- may write after it. The upper half of the number is of what is derived and set, the
-- lower one of what members did; without did that isn't read, and only the upper half
-- says something. All parts are read by one query: each scalar subquery would be planned
-- and run by itself, one after the other.
WITH ifNull((SELECT argMaxOrNull(timezone, version) FROM brand_settings WHERE brand = {brand:String} AND timezone != ''), 'UTC') AS zone
SELECT
    if
    (
        maxIf(value, part = 'whole') = 1,
        bitOr
        (
            bitAnd(sumIf(cityHash64(part, value), part NOT IN ('whole', 'stored', 'events', 'loads', 'clicks')), bitShiftLeft(toUInt64(4294967295), 32)),
            bitAnd(sumIf(cityHash64(part, value), part IN ('events', 'loads', 'clicks')), toUInt64(4294967295))
        ),
        0
    )                                                               AS now,
    maxIf(value, part = 'stored')                                   AS stored
FROM
(
    SELECT 'whole' AS part, toUInt64(argMax(whole, version)) AS value
    FROM derivations FINAL
    WHERE brand = {brand:String}

    UNION ALL

    SELECT 'derivation', toUInt64(max(version))
    FROM derivations FINAL
    WHERE brand = {brand:String}

    UNION ALL

    SELECT 'views', sum(cityHash64(name, uuid, metadata_modification_time))
    FROM system.tables
    WHERE database = currentDatabase()
        AND name IN ('member_asof', 'member_signs', 'member_prediction', 'models_used', 'model_curves')

    UNION ALL

    SELECT 'settings', sum(cityHash64(tuple(* EXCEPT (version))))
    FROM brand_settings FINAL
    WHERE brand = {brand:String}

    UNION ALL

    SELECT 'cycle', sum(cityHash64(valid_from, cycle_days))
    FROM cycle_used FINAL
    WHERE brand = {brand:String} AND valid_from <= {date:Date}

    UNION ALL

    SELECT 'fits', sum(cityHash64(fitted_on, model, toString(parameters)))
    FROM model_fits FINAL
    WHERE brand = {brand:String} AND fitted_on <= {date:Date}

    UNION ALL

    SELECT 'events', sum(cityHash64(shop, newest))
    FROM (SELECT shop, max(version) AS newest FROM events WHERE brand = {brand:String} AND {did:Bool} GROUP BY shop)

    UNION ALL

    SELECT 'loads', sum(cityHash64(shop, entity, load_id, state, version))
    FROM loads FINAL
    WHERE brand = {brand:String} AND {did:Bool}

    UNION ALL

    SELECT 'clicks', sum(cityHash64(member_id, channel, at))
    FROM message_events FINAL
    WHERE brand = {brand:String} AND {did:Bool} AND type IN ('clicked', 'replied') AND machine = '' AND channel != ''
        AND toDate(at, zone) > {date:Date} - 365 AND toDate(at, zone) <= {date:Date}

    UNION ALL

    SELECT 'stored', any(stamp)
    FROM member_snapshots
    WHERE brand = {brand:String} AND date = {date:Date}
)
