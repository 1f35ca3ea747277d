-- The rows of orders that can't be stored: none of them says when or how much the order
-- was, or it was paid in a currency for which the config has no rate.
WITH
    bad AS
    (
        SELECT
            order_id,
            min(placed_at)                                                            AS first_at,
            min(amount)                                                               AS any_amount,
            upper(argMinIf(currency, (file_no, row), currency != ''))                 AS written,
            if(written = '', {shop_currency:String}, written)                         AS paid_in,
            toDate(first_at, {zone:String})                                           AS day,
            multiIf(
                isNull(first_at), 'placed_at is empty or can''t be read',
                isNull(any_amount), 'amount is empty or can''t be read',
                paid_in NOT IN ('', {brand_currency:String})
                    AND arrayFirstIndex((c, f) -> c = paid_in AND f <= day, {rate_currency:Array(String)}, {rate_from:Array(Date)}) = 0,
                concat('no rate from ', paid_in, ' to ', {brand_currency:String}, ' on ', toString(day), ': add one under rates'),
                '')                                                                   AS reason
        FROM {rows:Identifier}
        GROUP BY order_id
        HAVING reason != ''
    )
SELECT
    r.file_no,
    r.row,
    b.reason,
    formatRowNoNewline('JSONEachRow', r.order_id, r.placed_at, r.amount, r.currency, r.customer_id, r.email, r.phone, r.line_id, r.name) AS raw
FROM (SELECT * FROM {rows:Identifier} WHERE order_id IN (SELECT order_id FROM bad)) AS r
INNER JOIN bad AS b ON b.order_id = r.order_id
ORDER BY r.file_no, r.row
LIMIT {limit:UInt64}
