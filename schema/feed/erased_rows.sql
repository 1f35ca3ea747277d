-- The rows of a feed that name a person who was erased.
CREATE TABLE {gone:Identifier}
(
    file_no UInt32,
    row     UInt64
)
ENGINE = MergeTree
ORDER BY (file_no, row)
AS
WITH hidden AS (SELECT hash FROM erased WHERE brand = {brand:String})
SELECT file_no, row
FROM {rows:Identifier}
WHERE customer_id != '' AND sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), concat('customer:', {shop:String}, '/', customer_id)) IN (SELECT hash FROM hidden)
   OR email != '' AND sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), concat('email:', email)) IN (SELECT hash FROM hidden)
   OR phone != '' AND sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), concat('phone:', phone)) IN (SELECT hash FROM hidden)
   OR line_id != '' AND sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), concat('line:', {line_provider:String}, '/', line_id)) IN (SELECT hash FROM hidden)
