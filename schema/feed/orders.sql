-- Makes orders of a feed's rows. Without flags of its own an order counts as
-- placed, paid and fulfilled, unless its status is one of the words below.
--
-- An order's rows (newest.sql has left out those that are superseded) are summed
-- wherever they stand; it is placed at its earliest row, whose identity holds as
-- far as it goes. A cancelled line counts nothing, unless all lines are.
INSERT INTO {next:Identifier}
WITH
    ['cancelled', 'canceled', 'void', 'voided', 'failed', 'expired', 'declined', 'trash'] AS cancelled_words,
    ['draft', 'auto-draft', 'checkout-draft', 'cart', 'abandoned']                        AS open_words,
    ['pending', 'unpaid', 'pending_payment', 'pending payment', 'awaiting_payment', 'awaiting payment', 'on-hold', 'on_hold'] AS unpaid_words,
    ['unfulfilled', 'unshipped', 'processing', 'paid', 'authorized']                      AS unsent_words,
    toDate('1970-01-01')                                                                  AS undated,
    states AS
    (
        SELECT
            *,
            lower(status)                                                                 AS word,
            ifNull(cancelled, has(cancelled_words, word))                                 AS is_void,
            coalesce(updated_at, toDateTime64(0, 3, 'UTC'))                               AS touched_at,
            [ifNull(toDate(coalesce(refunded_at, updated_at), {zone:String}), undated)]   AS back_on,
            [abs(ifNull(refunded, 0))]                                                    AS back
        FROM {rows:Identifier}
        WHERE problem = ''
    ),
    sums AS
    (
        SELECT
            order_id,
            argMinIf(number, (placed_at, file_no, row), number != '')                     AS first_number,
            min(assumeNotNull(states.placed_at))                                          AS placed_first,
            max(states.updated_at)                                                        AS updated_last,
            argMinIf(customer_id, (placed_at, file_no, row), customer_id != '')           AS customer,
            argMinIf(email, (placed_at, file_no, row), email != '')                       AS mail,
            argMinIf(phone, (placed_at, file_no, row), phone != '')                       AS written_phone,
            argMinIf(line_id, (placed_at, file_no, row), line_id != '')                   AS line_user,
            argMinIf(name, (placed_at, file_no, row), name != '')                         AS person,
            argMax(states.status, (touched_at, file_no, row))                             AS last_status,
            max(ifNull(states.placed, NOT has(open_words, word)))                         AS is_placed,
            min(ifNull(states.paid, NOT has(arrayConcat(open_words, unpaid_words), word))) AS is_paid,
            min(ifNull(states.fulfilled, NOT has(arrayConcat(open_words, unpaid_words, unsent_words), word))) AS is_fulfilled,
            min(is_void)                                                                  AS is_cancelled,
            max(ifNull(states.test, false))                                               AS is_test,
            min(ifNull(states.deleted, false))                                            AS is_gone,
            upper(argMinIf(states.currency, (placed_at, file_no, row), states.currency != '')) AS written_currency,
            if(is_cancelled, sum(assumeNotNull(amount)), sumIf(assumeNotNull(amount), NOT is_void)) AS amounts,
            if(is_cancelled, sum(ifNull(states.discount, 0)), sumIf(ifNull(states.discount, 0), NOT is_void)) AS discounts,
            if(is_cancelled, sum(ifNull(states.shipping, 0)), sumIf(ifNull(states.shipping, 0), NOT is_void)) AS shippings,
            if(is_cancelled, sum(ifNull(states.tax, 0)), sumIf(ifNull(states.tax, 0), NOT is_void)) AS taxes,
            if(is_cancelled, sumMapIf(back_on, back, back[1] != 0), sumMapIf(back_on, back, back[1] != 0 AND NOT is_void)) AS refunds,
            arraySort(l -> (l.1, l.2), groupArrayIf(
                (
                    file_no, row, sku, if(product_id = '', product, product_id), if(title = '', product, title),
                    category, ifNull(quantity, 1), assumeNotNull(amount), cost, is_void
                ),
                {has_lines:Bool}))                                                        AS all_items,
            if(is_cancelled, all_items, arrayFilter(l -> NOT l.10, all_items))            AS items
        FROM states
        GROUP BY order_id
    ),
    priced AS
    (
        SELECT
            *,
            toDate(placed_first, {zone:String})                                           AS day,
            if(written_currency = '', {shop_currency:String}, written_currency)           AS paid_in,
            arrayLastIndex((c, f) -> c = paid_in AND f <= day, {rate_currency:Array(String)}, {rate_from:Array(Date)}) AS rate_at,
            if(
                paid_in = {brand_currency:String} OR rate_at = 0,
                toDecimal64(1, 8),
                ifNull(toDecimal64OrNull({rate_value:Array(String)}[rate_at], 8), toDecimal64(1, 8))) AS factor
        FROM sums
    )
SELECT
    {brand:String}                                                                        AS brand,
    {shop:String}                                                                         AS shop,
    order_id,
    if(first_number = '', order_id, first_number)                                         AS number,
    placed_first                                                                          AS placed_at,
    day                                                                                   AS date,
    coalesce(updated_last, placed_first)                                                  AS updated_at,
    customer                                                                              AS customer_id,
    mail                                                                                  AS email,
    written_phone                                                                               AS phone,
    line_user                                                                             AS line_id,
    person                                                                                AS name,
    last_status                                                                           AS status,
    is_placed                                                                             AS placed,
    is_paid                                                                               AS paid,
    is_fulfilled                                                                          AS fulfilled,
    is_cancelled                                                                          AS cancelled,
    is_test                                                                               AS test,
    paid_in                                                                               AS currency,
    factor                                                                                AS rate,
    toDecimal64(round(toDecimal128(amounts, 4) * factor, 4), 4)                           AS total,
    toDecimal64(round(toDecimal128(discounts, 4) * factor, 4), 4)                         AS discount,
    toDecimal64(round(toDecimal128(shippings, 4) * factor, 4), 4)                         AS shipping,
    toDecimal64(round(toDecimal128(taxes, 4) * factor, 4), 4)                             AS tax,
    arraySum(`refunds.amount`)                                                            AS refunded,
    arrayMap(l -> l.3, items)                                                             AS `lines.sku`,
    arrayMap(l -> l.4, items)                                                             AS `lines.product`,
    arrayMap(l -> l.5, items)                                                             AS `lines.title`,
    arrayMap(l -> l.6, items)                                                             AS `lines.category`,
    arrayMap(l -> l.7, items)                                                             AS `lines.quantity`,
    arrayMap(l -> toDecimal64(round(toDecimal128(l.8, 4) * factor, 4), 4), items)         AS `lines.amount`,
    arrayMap(l -> toDecimal64(round(toDecimal128(l.9, 4) * factor, 4), 4), items)         AS `lines.cost`,
    arrayMap(d -> toString(d), `refunds.date`)                                            AS `refunds.id`,
    arrayMap(d -> if(d = undated, toDate(coalesce(updated_last, placed_first), {zone:String}), d), refunds.1) AS `refunds.date`,
    arrayMap(a -> toDecimal64(round(toDecimal128(a, 4) * factor, 4), 4), refunds.2)       AS `refunds.amount`,
    ''                                                                                    AS raw,
    {load_id:String}                                                                      AS load_id,
    {version:UInt64}                                                                      AS version,
    toUInt8(is_gone)                                                                      AS is_deleted
FROM priced
