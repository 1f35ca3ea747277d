-- Makes orders of a feed's rows. Without flags of its own an order counts as its status
-- word says (words.go), and as placed, paid and fulfilled where it has none.
--
-- An order's rows (newest.sql has left out those that others stand for) are summed
-- wherever they stand; it is placed at its earliest row, whose identity holds as far as
-- it goes. What one row says of the order holds for all of it: its flags, its word, and
-- amounts of the order ({once}) that every row repeats. Only where each row says for
-- itself whether it is cancelled, a cancelled line counts nothing, unless all lines are.
INSERT INTO {next:Identifier}
WITH
    toDate('1970-01-01')                                                                  AS undated,
    toDateTime64('2200-01-01 00:00:00', 3, 'UTC')                                         AS untimed,
    states AS
    (
        SELECT
            *,
            transform(replaceRegexpAll(lowerUTF8(status), '[ _\\-　]+', ' '), {words:Array(String)}, {meanings:Array(String)}, if(status = '', '', 'unknown')) AS word,
            -- What a row says by itself: null where it says nothing.
            coalesce(cancelled, if(word = '', NULL, toNullable(word = 'cancelled')))      AS is_void,
            (ifNull(placed_at, untimed), file_no, row)                                    AS place,
            coalesce(updated_at, toDateTime64(0, 3, 'UTC'))                               AS touched_at,
            [ifNull(toDate(coalesce(refunded_at, updated_at), {zone:String}), undated)]   AS back_on,
            [abs(ifNull(refunded, 0))]                                                    AS back,
            -- A line that is said to be refunded, and not how much of it, is so as a whole.
            [if(word = 'refunded' AND back[1] = 0, abs(ifNull(amount, 0)), back[1])]      AS back_line
        FROM {rows:Identifier}
    ),
    sums AS
    (
        SELECT
            order_id,
            argMinIf(number, place, number != '')                                         AS first_number,
            assumeNotNull(min(states.placed_at))                                          AS placed_first,
            max(states.updated_at)                                                        AS updated_last,
            argMinIf(customer_id, place, customer_id != '')                               AS customer,
            argMinIf(email, place, email != '')                                           AS mail,
            argMinIf(phone, place, phone != '')                                           AS written_phone,
            argMinIf(line_id, place, line_id != '')                                       AS line_user,
            argMinIf(name, place, name != '')                                             AS person,
            argMaxIf(states.status, (touched_at, file_no, row), states.status != '')      AS last_status,
            groupUniqArrayIf(word, word != '')                                            AS words,
            ifNull(max(states.placed), NOT (notEmpty(words) AND arrayAll(w -> w = 'open', words))) AS is_placed,
            ifNull(if({first_row:Bool}, max(states.paid), min(states.paid)), NOT hasAny(words, ['open', 'unpaid'])) AS is_paid,
            ifNull(if({first_row:Bool}, max(states.fulfilled), min(states.fulfilled)), NOT hasAny(words, ['open', 'unpaid', 'paid'])) AS is_fulfilled,
            NOT {first_row:Bool} AND count(is_void) = count()                             AS by_line,
            if(by_line, min(is_void), ifNull(max(states.cancelled), has(words, 'cancelled'))) = true AS is_cancelled,
            max(ifNull(states.test, word = 'test'))                                       AS is_test,
            ifNull(if({first_row:Bool} OR count(states.deleted) < count(), max(states.deleted), min(states.deleted)), false) AS is_gone,
            upper(argMinIf(states.currency, place, states.currency != ''))                AS written_currency,
            has(words, 'unknown') AND count(states.placed) + count(states.paid) + count(states.fulfilled) = 0 AND NOT is_cancelled AND NOT is_test AS is_unmapped,
            argMinIf(states.return_of, place, states.return_of != '')                     AS gives_back,
            arraySort(groupUniqArrayArray(states.coupons))                                AS all_coupons,
            NOT by_line OR is_cancelled                                                   AS take_all,
            multiIf(
                has({once:Array(String)}, 'amount'), max(ifNull(amount, 0)),
                take_all, sum(ifNull(amount, 0)),
                sumIf(ifNull(amount, 0), NOT is_void))                                    AS amounts,
            multiIf(
                has({once:Array(String)}, 'discount'), max(ifNull(states.discount, 0)),
                take_all, sum(ifNull(states.discount, 0)),
                sumIf(ifNull(states.discount, 0), NOT is_void))                           AS discounts,
            multiIf(
                has({once:Array(String)}, 'shipping'), max(ifNull(states.shipping, 0)),
                take_all, sum(ifNull(states.shipping, 0)),
                sumIf(ifNull(states.shipping, 0), NOT is_void))                           AS shippings,
            multiIf(
                has({once:Array(String)}, 'tax'), max(ifNull(states.tax, 0)),
                take_all, sum(ifNull(states.tax, 0)),
                sumIf(ifNull(states.tax, 0), NOT is_void))                                AS taxes,
            multiIf(
                NOT by_line AND has(words, 'refunded') AND max(back[1]) = 0, ([argMin(back_on[1], place)], [toDecimal128(abs(amounts), 4)]),
                max(back_line[1]) = 0, sumMapIf(back_on, back, false),
                has({once:Array(String)}, 'refunded'), ([argMin(back_on[1], place)], [toDecimal128(max(back[1]), 4)]),
                by_line AND is_cancelled, sumMapIf(back_on, back_line, back_line[1] != 0),
                by_line, sumMapIf(back_on, back_line, back_line[1] != 0 AND NOT is_void),
                sumMapIf(back_on, back, back[1] != 0))                                    AS refunds,
            arraySort(l -> (l.1, l.2), groupArray(
                (
                    file_no, row, sku, if(product_id = '', product, product_id), if(title = '', product, title),
                    category, ifNull(quantity, 1), ifNull(amount, 0), cost, ifNull(is_void, false), ifNull(gift_card, false)
                )))                                                                       AS all_items,
            if(take_all, all_items, arrayFilter(l -> NOT l.10, all_items))                AS items
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
    toUInt8(is_gone)                                                                      AS is_deleted,
    is_unmapped                                                                           AS unmapped,
    gives_back                                                                            AS return_of,
    toDecimal64(greatest(-amounts, 0), 4)                                                 AS returned,
    arrayMap(l -> l.11, items)                                                            AS `lines.gift`,
    all_coupons                                                                           AS coupons
FROM priced
