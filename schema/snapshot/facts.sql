-- One reading of the derived tables for all metrics of a generation: they agree
-- with each other whatever is derived meanwhile, and no metric merges again what
-- FINAL merged once.
CREATE TABLE {facts:Identifier}
ENGINE = MergeTree
ORDER BY (member_id, date)
AS
SELECT
    member_id, shop, date, is_purchase, cancelled, revenue, total, discount, shipping, tax, units, cost,
    `refunds.date`, `refunds.amount`, seq, first_date, second_date, prev_date, next_date,
    day_last, shop_day_last, shop_next_date
FROM member_orders FINAL
WHERE brand = {brand:String} AND date <= {to:Date};
