-- Rejected records that a sweep's list of the whole shop, or of the spans in which they
-- were created, doesn't show any more.
INSERT INTO store_rejected
SELECT * REPLACE ({version:UInt64} AS version, toUInt8(1) AS is_gone)
FROM
(
    SELECT *
    FROM store_rejected FINAL
    WHERE brand = {brand:String} AND shop = {shop:String} AND entity = {entity:String} AND version < {version:UInt64}
        AND ({whole:Bool} OR created_at > toDateTime64(0, 3, 'UTC'))
        AND arrayExists((f, t) -> toUnixTimestamp64Milli(created_at) >= f AND toUnixTimestamp64Milli(created_at) < t, {froms:Array(UInt64)}, {tos:Array(UInt64)})
        AND id NOT IN
        (
            SELECT id
            FROM store_lists
            WHERE brand = {brand:String} AND shop = {shop:String} AND sweep = {sweep:String} AND entity = {entity:String}
        )
)
