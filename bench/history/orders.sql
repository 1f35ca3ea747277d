-- Generated orders for benchmarks: as many people as asked for, each with a rate
-- of their own, over so many days from a date on; a few cancelled, refunded or
-- without a member.
INSERT INTO orders
(
    brand, shop, order_id, placed_at, date, updated_at, customer_id, email, placed, paid, cancelled,
    currency, rate, total, discount, shipping, refunded, `lines.sku`, `lines.quantity`, `lines.amount`,
    `refunds.id`, `refunds.date`, `refunds.amount`, load_id, version
)
SELECT
    {brand:String},
    'web',
    toString(number),
    toDateTime64({from:Date}, 3, 'UTC') + INTERVAL intDiv(sipHash64(number, 'when'), 1000) % (86400 * {days:UInt64}) SECOND AS at,
    toDate(at),
    at,
    if(number % 50 = 0, '', toString(person)),
    if(number % 50 = 0, '', concat('p', toString(person), '@example.com')),
    true,
    true,
    number % 40 = 0,
    'TWD',
    1,
    toDecimal64(100 + sipHash64(number, 'total') % 300000 / 100, 4),
    toDecimal64(sipHash64(number, 'discount') % 50, 4),
    60,
    if(number % 30 = 1, 50, 0),
    ['a', 'b'],
    [1, 2],
    [toDecimal64(50, 4), toDecimal64(50, 4)],
    if(number % 30 = 1, ['r'], []),
    if(number % 30 = 1, [toDate(at) + 9], []),
    if(number % 30 = 1, [toDecimal64(50, 4)], []),
    {load:String},
    {version:UInt64}
FROM
(
    SELECT number, toUInt64({people:UInt64} * pow((sipHash64(number, 'person') % 1000003) / 1000003, 1.5)) AS person
    FROM numbers({first:UInt64}, {count:UInt64})
);
