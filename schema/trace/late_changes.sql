-- The late changes between two generations, other than of orders, and what the
-- campaigns of a date did after it was computed. The latter stands in the ledger, and
-- belongs to the first generation that saw it.
WITH
    (SELECT arraySort(groupArray(generation)) FROM generations FINAL WHERE brand = {brand:String} AND state = 'published') AS generations,
    moments AS
    (
        SELECT 'deliveries' AS kind, toString(campaign) AS campaign, date, toString(member_id) AS id, arrayJoin(arrayDistinct([planned_at, at])) AS moment
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND date BETWEEN {from:Date} AND {to:Date}
        UNION ALL
        SELECT 'messages', toString(campaign), date, concat(provider_id, '/', type, '/', event_id), at
        FROM message_events FINAL
        WHERE brand = {brand:String} AND date BETWEEN {from:Date} AND {to:Date}
    )
SELECT *
FROM
(
    SELECT
        toString(kind) AS kind, toString(shop) AS shop, toString(load_id) AS load_id, subject, was, now_is,
        toString(since) AS since, toString(until) AS until, records, link, derivation
    FROM late_changes FINAL
    WHERE brand = {brand:String} AND derivation > {after:UInt64} AND derivation < {before:UInt64} AND since <= {to:Date}

    UNION ALL

    SELECT kind, '', '', campaign, '', '', toString(date), toString(date), uniqExact(id), '', max(noted)
    FROM
    (
        SELECT kind, campaign, date, id, toUInt64(toUnixTimestamp64Nano(moment)) AS noted, arrayFirst(g -> g > noted, generations) AS seen_by
        FROM moments
    )
    WHERE noted > {after:UInt64} AND noted < {before:UInt64}
    GROUP BY kind, campaign, date, seen_by
)
ORDER BY derivation, kind, shop, load_id, subject, was, now_is, since
