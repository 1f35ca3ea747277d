-- Which orders will restate dates that were published, and what of them changed.
-- A row that only learnt another seq, since an order before it changed, isn't
-- among them: the other order is.
CREATE TABLE {differing:Identifier}
ENGINE = MergeTree
ORDER BY (shop, order_id)
AS
WITH
    (SELECT max(date) FROM published WHERE brand = {brand:String}) AS published_to,
    changed AS
    (
        SELECT shop, order_id, min(touches) AS touches
        FROM {changes:Identifier}
        GROUP BY shop, order_id
        HAVING min(touches) <= published_to
    ),
    was AS
    (
        SELECT *, arrayDistinct(arrayConcat([date], `refunds.date`)) AS dates, arraySum(`refunds.amount`) AS refunded
        FROM {stored:Identifier}
        WHERE (member_id, shop, order_id) IN (SELECT member_id, shop, order_id FROM {changes:Identifier})
    ),
    now_is AS
    (
        SELECT *, arrayDistinct(arrayConcat([date], `refunds.date`)) AS dates, arraySum(`refunds.amount`) AS refunded
        FROM {rows:Identifier}
        WHERE (shop, order_id) IN (SELECT shop, order_id FROM changed)
    )
SELECT
    toString(c.shop)      AS shop,
    c.order_id            AS order_id,
    c.touches             AS touches,
    w.member_id           AS member_before,
    i.member_id           AS member_after,
    w.anchor != i.anchor  AS signed_anew,
    arrayDistinct(arrayConcat(w.dates, i.dates)) AS dates,
    arrayFilter
    (
        f -> f.2 != f.3,
        multiIf
        (
            w.order_id = '',
            [('order', '', 'new'), ('date', '', toString(i.date)), ('total', '', toString(i.total)), ('refunded', '0', toString(i.refunded))],
            i.order_id = '',
            [('order', '', 'gone'), ('date', toString(w.date), ''), ('total', toString(w.total), '')],
            [
                ('date', toString(w.date), toString(i.date)),
                ('time', toString(w.placed_at), toString(i.placed_at)),
                ('total', toString(w.total), toString(i.total)),
                ('refunded', toString(w.refunded), toString(i.refunded)),
                ('cancelled', if(w.cancelled, 'yes', 'no'), if(i.cancelled, 'yes', 'no')),
                ('counts', if(w.is_purchase, 'yes', 'no'), if(i.is_purchase, 'yes', 'no')),
                ('revenue', toString(w.revenue), toString(i.revenue)),
                ('discount', toString(w.discount), toString(i.discount)),
                ('shipping', toString(w.shipping), toString(i.shipping)),
                ('tax', toString(w.tax), toString(i.tax)),
                ('units', toString(w.units), toString(i.units)),
                ('cost', ifNull(toString(w.cost), 'unknown'), ifNull(toString(i.cost), 'unknown')),
                ('refund dates', toString(w.`refunds.date`), toString(i.`refunds.date`)),
                ('member', toString(w.member_id), toString(i.member_id))
            ]
        )
    )                     AS fields
FROM changed AS c
LEFT JOIN was AS w ON w.shop = c.shop AND w.order_id = c.order_id
LEFT JOIN now_is AS i ON i.shop = c.shop AND i.order_id = c.order_id
WHERE notEmpty(fields);

-- An order that moved names what tied its new member together, or what no longer
-- ties the old one: an identifier pair, and a record that shows it.
INSERT INTO order_changes
WITH
    moved AS
    (
        SELECT member_before, member_after
        FROM {differing:Identifier}
        WHERE member_before != member_after AND order_id != ''
    ),
    joined AS
    (
        SELECT
            n.member_id AS of_member,
            argMin
            (
                concat('linked by ', e.a_kind, ' and ', e.b_kind, ' in ', e.evidence),
                (o.member_id = p.member_id OR o.member_id = 0 OR p.member_id = 0, e.first_seen, e.a, e.b)
            ) AS reason
        FROM (SELECT * FROM {edges:Identifier} WHERE used) AS e
        INNER JOIN
        (
            SELECT node, member_id
            FROM {new_nodes:Identifier}
            WHERE member_id != 0 AND member_id IN (SELECT member_after FROM moved)
        ) AS n ON n.node = e.a
        LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS o ON o.node = e.a
        LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS p ON p.node = e.b
        WHERE (e.a, e.b) NOT IN (SELECT a, b FROM identity_edges WHERE brand = {brand:String} AND used)
        GROUP BY n.member_id
    ),
    parted AS
    (
        SELECT
            n.member_id AS of_member,
            argMin(concat('no longer linked by ', e.a_kind, ' and ', e.b_kind, ' in ', e.evidence), (e.first_seen, e.a, e.b)) AS reason
        FROM (SELECT * FROM identity_edges WHERE brand = {brand:String} AND used) AS e
        INNER JOIN
        (
            SELECT node, member_id
            FROM identity_nodes
            WHERE brand = {brand:String} AND member_id != 0 AND member_id IN (SELECT member_before FROM moved)
        ) AS n ON n.node = e.a
        WHERE (e.a, e.b) NOT IN (SELECT a, b FROM {edges:Identifier} WHERE used)
        GROUP BY n.member_id
    )
SELECT
    {brand:String},
    {version:UInt64},
    d.shop,
    d.order_id,
    d.member_before,
    d.member_after,
    d.touches,
    d.dates,
    d.fields.1,
    d.fields.2,
    d.fields.3,
    multiIf
    (
        d.member_before = d.member_after OR d.fields.1[1] = 'order', '',
        d.signed_anew, 'the order names another customer',
        j.reason != '', j.reason,
        p.reason
    ),
    now64(3)
FROM {differing:Identifier} AS d
LEFT JOIN joined AS j ON j.of_member = d.member_after
LEFT JOIN parted AS p ON p.of_member = d.member_before;

-- Members who are known since another date, without an order that tells why.
INSERT INTO order_changes
WITH (SELECT max(date) FROM published WHERE brand = {brand:String}) AS published_to
SELECT
    {brand:String},
    {version:UInt64},
    '',
    '',
    o.member_id,
    n.member_id,
    least(ifNull(o.known_on, toDate('2149-06-06')), ifNull(n.known_on, toDate('2149-06-06'))) AS since,
    arrayMap(d -> assumeNotNull(d), arrayFilter(d -> isNotNull(d), [o.known_on, n.known_on])),
    ['known'],
    [ifNull(toString(o.known_on), '')],
    [ifNull(toString(n.known_on), '')],
    '',
    now64(3)
FROM
(
    SELECT member_id, known_on
    FROM members
    WHERE brand = {brand:String} AND member_id IN (SELECT member_id FROM {touched_members:Identifier})
) AS o
FULL JOIN
(
    SELECT member_id, known_on
    FROM {new_members:Identifier}
    WHERE member_id IN (SELECT member_id FROM {touched_members:Identifier})
) AS n ON n.member_id = o.member_id
WHERE ifNull(o.known_on, toDate(0)) != ifNull(n.known_on, toDate(0))
    AND since <= published_to
    AND o.member_id NOT IN (SELECT member_before FROM {differing:Identifier})
    AND n.member_id NOT IN (SELECT member_after FROM {differing:Identifier} WHERE member_after != 0);
