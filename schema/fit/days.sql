-- The days on which members bought, as they are known now, for all fits of a run.
CREATE TABLE {purchase_days:Identifier}
(
    member_id UInt64,
    date      Date,
    spent     Decimal(38, 4)
)
ENGINE = MergeTree
ORDER BY (member_id, date)
AS
SELECT member_id, date, sum(revenue) AS spent
FROM member_orders FINAL
WHERE brand = {brand:String} AND seq > 0 AND date <= {to:Date}
GROUP BY member_id, date
