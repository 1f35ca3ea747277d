-- What goes with what, as of the last date of a generation: the rules by which
-- the view recommendations picks products for members.
--
-- This is simple, and knows nothing of prices, stock, seasons or margin. Baskets
-- are what a member bought within the last 365 days, at once or one after the
-- other: of each the last 20 products. Above 50,000 members a share of them
-- stands for all, always the same members. Nothing is said of products that fewer
-- than two of them bought together, and who has no member has no basket.

-- Every product: who bought it, and whether it is bought again. What a third of
-- its buyers, and at least two, bought on several dates is a consumable.
INSERT INTO products_sold (brand, date, product, category, buyers, repeat_buyers, generation)
WITH
    (SELECT greatest(1, intDiv(uniq(member_id), 50000)) FROM {facts:Identifier} WHERE seq > 0 AND date > {to:Date} - 365) AS nth
SELECT
    {brand:String},
    {to:Date},
    substring(b.scope, length('product:') + 1) AS product,
    toString(any(k.kind)),
    count(),
    countIf(b.last_on > b.first_on),
    {generation:UInt64}
FROM
(
    SELECT scope, member_id, min(date) AS first_on, max(date) AS last_on
    FROM {lines:Identifier}
    WHERE startsWith(scope, 'product:') AND member_id != 0 AND member_id % nth = 0 AND date > {to:Date} - 365
    GROUP BY scope, member_id
) AS b
LEFT JOIN
(
    SELECT scope, argMax(category, (date, category)) AS kind
    FROM {lines:Identifier}
    WHERE startsWith(scope, 'product:') AND member_id != 0 AND member_id % nth = 0 AND date > {to:Date} - 365 AND category != ''
    GROUP BY scope
) AS k ON k.scope = b.scope
GROUP BY b.scope;

-- Of each product the ten that go with it best. The score is the cosine: baskets
-- with both, over the geometric mean of the baskets with each, so that what
-- everybody buys doesn't go with everything.
INSERT INTO product_links (brand, date, reason, product, score, again, generation)
WITH
    (SELECT greatest(1, intDiv(uniq(member_id), 50000)) FROM {facts:Identifier} WHERE seq > 0 AND date > {to:Date} - 365) AS nth,
    baskets AS
    (
        SELECT
            member_id,
            arrayMap(p -> sipHash64(p.2), arraySlice(arraySort(groupArray((-toInt32(last_on), product))), 1, 20)) AS products
        FROM
        (
            SELECT member_id, substring(scope, length('product:') + 1) AS product, max(date) AS last_on
            FROM {lines:Identifier}
            WHERE startsWith(scope, 'product:') AND member_id != 0 AND member_id % nth = 0 AND date > {to:Date} - 365
            GROUP BY member_id, scope
        )
        GROUP BY member_id
    ),
    counts AS
    (
        SELECT arrayJoin(products) AS counted, count() AS of_baskets
        FROM baskets
        GROUP BY counted
    ),
    together AS
    (
        SELECT one, other, count() AS of_both
        FROM
        (
            SELECT one, arrayJoin(products) AS other
            FROM (SELECT products, arrayJoin(products) AS one FROM baskets)
        )
        WHERE one != other
        GROUP BY one, other
        HAVING of_both >= 2
    ),
    sold AS
    (
        SELECT sipHash64(product) AS id, product, buyers, repeat_buyers
        FROM products_sold
        WHERE brand = {brand:String} AND generation = {generation:UInt64}
    )
SELECT
    {brand:String},
    {to:Date},
    concat('together:', first.product) AS because,
    second.product                     AS then,
    t.of_both / sqrt(a.of_baskets * b.of_baskets) AS cosine,
    second.repeat_buyers >= 2 AND 3 * second.repeat_buyers >= second.buyers,
    {generation:UInt64}
FROM together AS t
INNER JOIN counts AS a ON a.counted = t.one
INNER JOIN counts AS b ON b.counted = t.other
INNER JOIN sold AS first ON first.id = t.one
INNER JOIN sold AS second ON second.id = t.other
ORDER BY because, cosine DESC, then
LIMIT 10 BY because;

-- Of each category the ten products with the most buyers; the score is their
-- share of all baskets.
INSERT INTO product_links (brand, date, reason, product, score, again, generation)
WITH
    (SELECT greatest(1, intDiv(uniq(member_id), 50000)) FROM {facts:Identifier} WHERE seq > 0 AND date > {to:Date} - 365) AS nth,
    (
        SELECT uniqExact(member_id)
        FROM {lines:Identifier}
        WHERE startsWith(scope, 'product:') AND member_id != 0 AND member_id % nth = 0 AND date > {to:Date} - 365
    ) AS baskets
SELECT
    {brand:String},
    {to:Date},
    concat('popular:', category),
    product,
    buyers / baskets,
    repeat_buyers >= 2 AND 3 * repeat_buyers >= buyers,
    {generation:UInt64}
FROM products_sold
WHERE brand = {brand:String} AND generation = {generation:UInt64} AND category != ''
ORDER BY category, buyers DESC, product
LIMIT 10 BY category;
