-- The orders as of a date, as the evidence of every family reads them, and the
-- table into which it goes.

-- What of each purchase belongs to a product or a category, where the scope is
-- one: its pieces and its share of the revenue.
CREATE TABLE {bought:Identifier}
(
    shop     LowCardinality(String),
    order_id String,
    units    Decimal(18, 4),
    revenue  Decimal(18, 4)
)
ENGINE = MergeTree
ORDER BY (shop, order_id)
AS
WITH
    (SELECT (groupArray(code), groupArray(kind)) FROM product_categories WHERE brand = {brand:String}) AS catalogue
SELECT shop, order_id, toDecimal64(sum(piece), 4) AS units, toDecimal64(sum(share), 4) AS revenue
FROM
(
    SELECT
        shop,
        order_id,
        concat('product:', if(code = '', '?', substring(code, position(code, '/') + 1)))                                           AS product,
        concat('category:', if(category != '', toString(category), transform(concat(shop, '/', code), catalogue.1, catalogue.2, '?'))) AS kind,
        piece,
        share
    FROM member_orders FINAL
    ARRAY JOIN `goods.code` AS code, `goods.category` AS category, `goods.units` AS piece, `goods.revenue` AS share
    WHERE brand = {brand:String} AND date <= {to:Date} AND is_purchase AND match({scope:String}, '^(product|category):')
)
WHERE {scope:String} IN (product, kind)
GROUP BY shop, order_id;

-- in_scope: of the scope brand, of the shop that the scope names, or with a line
-- of the product or category. in_window: dated in the window that ends on the date.
CREATE TABLE {purchases:Identifier}
(
    member_id        UInt64,
    shop             LowCardinality(String),
    order_id         String,
    placed_at        DateTime64(3, 'UTC'),
    date             Date,
    is_purchase      Bool,
    cancelled        Bool,
    revenue          Decimal(18, 4),
    total            Decimal(18, 4),
    discount         Decimal(18, 4),
    shipping         Decimal(18, 4),
    tax              Decimal(18, 4),
    units            Float64,
    cost             Nullable(Decimal(18, 4)),
    `refunds.date`   Array(Date),
    `refunds.amount` Array(Decimal(18, 4)),
    returned         Decimal(18, 4),
    return_of        String,
    seq              UInt32,
    first_date       Date,
    second_date      Date,
    prev_date        Date,
    next_date        Date,
    day_last         Bool,
    in_scope         Nullable(UInt8),
    in_window        UInt8
)
ENGINE = MergeTree
ORDER BY (member_id, date)
AS
SELECT
    member_id, shop, order_id, placed_at, date, is_purchase, cancelled, revenue, total, discount, shipping, tax, units, cost,
    `refunds.date`, `refunds.amount`, returned, return_of, seq, first_date, second_date, prev_date, next_date, day_last,
    {scope:String} IN ('brand', concat('shop:', shop))
        OR (shop, order_id) IN (SELECT shop, order_id FROM {bought:Identifier})    AS in_scope,
    date >= {from:Date}                                                            AS in_window
FROM member_orders FINAL
WHERE brand = {brand:String} AND date <= {to:Date};

-- What counts: orders, events, members without either, deliveries of a campaign,
-- costs. numerator, denominator: what a row adds to each; null: nothing to
-- do with it. Where it adds to a count of persons, numerator_who and
-- denominator_who name the person, who counts once, however many rows there are.
CREATE TABLE {found:Identifier}
(
    record          LowCardinality(String) DEFAULT multiIf(event_id != '', 'event', order_id != '', 'order', 'member'),
    member_id       UInt64,
    shop            LowCardinality(String),
    order_id        String,                          -- '': a member without an order
    event_id        String,                          -- of costs: their kind
    campaign        LowCardinality(String),          -- that the delivery, or the purchase after it, belongs to
    channel         LowCardinality(String),
    delivered_on    Date,
    delivery        LowCardinality(String),          -- its state and the reason
    counted_on      Date,                            -- where it isn't the order's date
    numerator       Nullable(Decimal(38, 4)),
    denominator     Nullable(Decimal(38, 4)),
    numerator_who   String,
    denominator_who String
)
ENGINE = MergeTree
ORDER BY (shop, order_id);
