-- What will restate dates that were published: orders, with what of them changed,
-- and late changes of what isn't an order. A row that only learnt another seq, since
-- an order before it changed, isn't among them: the other order is.
CREATE TABLE {differing:Identifier}
(
    shop          LowCardinality(String),
    order_id      String,
    touches       Date,
    member_before UInt64,
    member_after  UInt64,
    other_anchor  UInt8,
    dates         Array(Date),
    fields        Array(Tuple(String, String, String))
)
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
        SELECT
            *,
            arrayDistinct(arrayConcat([date], `refunds.date`)) AS dates,
            arraySum(`refunds.amount`) AS refunded,
            arrayStringConcat
            (
                arrayMap
                (
                    (code, category, n, share) -> concat(toString(n), ' ', substring(code, position(code, '/') + 1), if(category = '', '', concat(' (', category, ')')), ' for ', toString(share)),
                    `goods.code`, `goods.category`, `goods.units`, `goods.revenue`
                ),
                ', '
            ) AS goods
        FROM {stored:Identifier}
        WHERE (member_id, shop, order_id) IN (SELECT member_id, shop, order_id FROM {changes:Identifier})
    ),
    now_is AS
    (
        SELECT
            *,
            arrayDistinct(arrayConcat([date], `refunds.date`)) AS dates,
            arraySum(`refunds.amount`) AS refunded,
            arrayStringConcat
            (
                arrayMap
                (
                    (code, category, n, share) -> concat(toString(n), ' ', substring(code, position(code, '/') + 1), if(category = '', '', concat(' (', category, ')')), ' for ', toString(share)),
                    `goods.code`, `goods.category`, `goods.units`, `goods.revenue`
                ),
                ', '
            ) AS goods
        FROM {rows:Identifier}
        WHERE (shop, order_id) IN (SELECT shop, order_id FROM changed)
    )
SELECT
    toString(c.shop)      AS shop,
    c.order_id            AS order_id,
    c.touches             AS touches,
    w.member_id           AS member_before,
    i.member_id           AS member_after,
    w.anchor != i.anchor  AS other_anchor,
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
                ('returned', toString(w.returned), toString(i.returned)),
                ('return of', w.return_of, i.return_of),
                ('discount', toString(w.discount), toString(i.discount)),
                ('shipping', toString(w.shipping), toString(i.shipping)),
                ('tax', toString(w.tax), toString(i.tax)),
                ('units', toString(w.units), toString(i.units)),
                ('lines', w.goods, i.goods),
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

-- What moved to another member names what tied that one together, or what no
-- longer ties the old one: an identifier pair, and a record that shows it.
CREATE TABLE {reasons:Identifier}
(
    of_member UInt64,
    joined    Bool,
    reason    String
)
ENGINE = MergeTree
ORDER BY of_member
AS
WITH moved AS
(
    SELECT member_before, member_after
    FROM {differing:Identifier}
    WHERE member_before != member_after AND order_id != ''
    UNION ALL
    SELECT toUInt64(was), toUInt64(now_is) FROM {late:Identifier} WHERE kind = 'member'
)
SELECT
    n.member_id AS of_member,
    true        AS joined,
    argMin
    (
        concat('linked by ', e.a_kind, ' and ', e.b_kind, ' in ', e.evidence),
        (o.member_id = p.member_id OR o.member_id = 0 OR p.member_id = 0, e.first_seen, e.a, e.b)
    )           AS reason
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

UNION ALL

SELECT
    n.member_id,
    false,
    argMin(concat('no longer linked by ', e.a_kind, ' and ', e.b_kind, ' in ', e.evidence), (e.first_seen, e.a, e.b))
FROM (SELECT * FROM identity_edges WHERE brand = {brand:String} AND used) AS e
INNER JOIN
(
    SELECT node, member_id
    FROM identity_nodes
    WHERE brand = {brand:String} AND member_id != 0 AND member_id IN (SELECT member_before FROM moved)
) AS n ON n.node = e.a
WHERE (e.a, e.b) NOT IN (SELECT a, b FROM {edges:Identifier} WHERE used)
GROUP BY n.member_id;

INSERT INTO order_changes
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
        d.other_anchor, 'the order names another customer',
        j.reason != '', j.reason,
        p.reason
    ),
    now64(3)
FROM {differing:Identifier} AS d
LEFT JOIN (SELECT of_member, reason FROM {reasons:Identifier} WHERE joined) AS j ON j.of_member = d.member_after
LEFT JOIN (SELECT of_member, reason FROM {reasons:Identifier} WHERE NOT joined) AS p ON p.of_member = d.member_before;

-- Late changes of what isn't an order. Events of somebody who wasn't known name a record
-- that shows the person, where nothing was linked.
INSERT INTO late_changes
WITH
    (SELECT max(date) FROM published WHERE brand = {brand:String}) AS published_to,
    (SELECT max(version) FROM derivations FINAL WHERE brand = {brand:String} AND whole) AS last_one,
    shown AS
    (
        SELECT n.member_id AS of_member, concat('known by ', argMin(s.evidence, (s.first_seen, s.evidence))) AS reason
        FROM {said:Identifier} AS s
        ARRAY JOIN [s.customer_node, s.email_node, s.phone_node, s.line_node] AS shown_node
        INNER JOIN
        (
            SELECT node, member_id
            FROM {new_nodes:Identifier}
            WHERE member_id != 0 AND member_id IN (SELECT toUInt64(now_is) FROM {late:Identifier} WHERE kind = 'member')
        ) AS n ON n.node = shown_node
        GROUP BY n.member_id
    )
SELECT
    {brand:String},
    last_one,
    l.kind,
    l.shop,
    l.load_id,
    l.subject,
    l.was,
    l.now_is,
    l.since,
    l.until,
    l.records,
    multiIf(l.kind != 'member', '', j.reason != '', j.reason, p.reason != '', p.reason, s.reason),
    {version:UInt64},
    now64(3)
FROM (SELECT * FROM {late:Identifier} WHERE since <= published_to) AS l
LEFT JOIN (SELECT of_member, reason FROM {reasons:Identifier} WHERE joined) AS j ON toString(j.of_member) = l.now_is
LEFT JOIN (SELECT of_member, reason FROM {reasons:Identifier} WHERE NOT joined) AS p ON toString(p.of_member) = l.was
LEFT JOIN shown AS s ON toString(s.of_member) = l.now_is;

-- Members who are known or registered since another date; where an order explains
-- why they are known, it is enough.
INSERT INTO order_changes
WITH (SELECT max(date) FROM published WHERE brand = {brand:String}) AS published_to
SELECT
    {brand:String},
    {version:UInt64},
    '',
    '',
    was_member,
    now_member,
    arrayMin(dates) AS since,
    dates,
    changed.1,
    changed.2,
    changed.3,
    '',
    now64(3)
FROM
(
    SELECT
        o.member_id AS was_member,
        n.member_id AS now_member,
        o.member_id IN (SELECT member_before FROM {differing:Identifier})
            OR n.member_id IN (SELECT member_after FROM {differing:Identifier} WHERE member_after != 0) AS explained,
        arrayFilter
        (
            f -> f.2 != f.3,
            [
                ('known', if(explained, '', ifNull(toString(o.known_on), '')), if(explained, '', ifNull(toString(n.known_on), ''))),
                ('registered', ifNull(toString(o.registered_on), ''), ifNull(toString(n.registered_on), ''))
            ]
        ) AS changed,
        arrayDistinct(arrayMap(d -> toDate(d), arrayFilter(d -> d != '', arrayConcat(changed.2, changed.3)))) AS dates
    FROM
    (
        SELECT member_id, known_on, registered_on
        FROM members
        WHERE brand = {brand:String} AND member_id IN (SELECT member_id FROM {touched_members:Identifier})
    ) AS o
    FULL JOIN
    (
        SELECT member_id, known_on, registered_on
        FROM {new_members:Identifier}
        WHERE member_id IN (SELECT member_id FROM {touched_members:Identifier})
    ) AS n ON n.member_id = o.member_id
)
WHERE notEmpty(changed) AND since <= published_to;
