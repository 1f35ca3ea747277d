-- What members with a purchase returned without naming an order that is known: few rows,
-- each with the dates of its member's first two purchases.
CREATE TABLE {returns:Identifier}
(
    member_id   UInt64,
    shop        LowCardinality(String),
    date        Date,
    returned    Decimal(18, 4),
    first_date  Date,
    second_date Date
)
ENGINE = MergeTree
ORDER BY (member_id, date)
AS
WITH gave_back AS
(
    SELECT member_id, shop, date, returned
    FROM {facts:Identifier}
    WHERE brand = {brand:String} AND returned != 0 AND member_id != 0
)
SELECT r.member_id AS member_id, r.shop AS shop, r.date AS date, r.returned AS returned, m.first_date AS first_date, m.second_date AS second_date
FROM gave_back AS r
INNER JOIN
(
    SELECT member_id, first_date, second_date
    FROM {facts:Identifier}
    WHERE brand = {brand:String} AND seq = 1 AND member_id IN (SELECT member_id FROM gave_back)
) AS m ON m.member_id = r.member_id;
