-- The loads that are whole now, before any of their rows is read: one that ends
-- meanwhile is looked at by the next derivation.
CREATE TABLE {done:Identifier}
(
    load_id String,
    version UInt64
)
ENGINE = MergeTree
ORDER BY load_id
AS
SELECT DISTINCT load_id, version
FROM loads FINAL
WHERE brand = {brand:String} AND state = 'done';
