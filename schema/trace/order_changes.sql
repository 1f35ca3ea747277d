-- What derivations between two generations changed in orders, each change once:
-- a run that was killed may have noted it, too.
SELECT
    toString(shop)            AS shop,
    order_id,
    member_before,
    member_after,
    touches,
    dates,
    CAST(`changed.field`, 'Array(String)') AS fields,
    `changed.was`             AS was,
    `changed.is`              AS now_is,
    link,
    min(derivation)           AS derivation
FROM order_changes FINAL
WHERE brand = {brand:String} AND derivation > {after:UInt64} AND derivation < {before:UInt64}
GROUP BY shop, order_id, member_before, member_after, touches, dates, `changed.field`, `changed.was`, `changed.is`, link
ORDER BY min(derivation), shop, order_id
