-- By which event these members came into the journey whose step sends them the campaign, with
-- what it said, and whether they have reached the journey's goal since: by another event, of
-- the same key, done by anyone, or by themselves afterwards; by an order that was loaded. Whom
-- a night let in is asked for what came after that night.
WITH
    asked AS
    (
        SELECT node AS member, member_id AS person
        FROM identity_nodes
        WHERE brand = {brand:String} AND member_id != 0 AND node IN {members:Array(UInt64)}
    ),
    known AS
    (
        SELECT node, member_id AS of_person
        FROM identity_nodes
        WHERE brand = {brand:String} AND member_id IN (SELECT person FROM asked)
    ),
    came AS
    (
        SELECT n.of_person AS walker_of, argMax(m.key, m.sent_at) AS came_by, argMax(m.came, m.sent_at) AS came_at, argMax(m.why, m.sent_at) AS event
        FROM
        (
            SELECT
                member_id AS walker, entry, entry_key AS key,
                argMin(journey_moves.moment, seq) AS came,
                argMin(journey_moves.cause, seq) AS why,
                maxIf(journey_moves.moment, sends = {of:String} AND ({any_run:Bool} OR run = {run:String}) AND date > {date:Date} - 7) AS sent_at
            FROM journey_moves FINAL
            WHERE brand = {brand:String} AND walk = '' AND journey = {journey:String} AND member_id IN (SELECT node FROM known)
            GROUP BY walker, entry, key
            HAVING sent_at > toDateTime64(0, 3, 'UTC') AND came > toDateTime64(0, 3, 'UTC')
        ) AS m
        INNER JOIN known AS n ON n.node = m.walker
        GROUP BY walker_of
    )
SELECT
    a.member                                                        AS member_id,
    e.said                                                          AS entry,
    c.came_by                                                       AS entry_key,
    ({bought:Bool} OR notEmpty({did:Array(String)}))
    AND (NOT {bought:Bool} OR o.last_at > c.came_at)
    AND
    (
        empty({did:Array(String)})
        OR if
        (
            {same:String} = '',
            d.last_at > c.came_at,
            c.came_by IN
            (
                SELECT properties[{same:String}]
                FROM events
                WHERE {same:String} != '' AND brand = {brand:String} AND has({did:Array(String)}, toString(type)) AND date > {date:Date} - 100
            )
        )
    )                                                               AS reached
FROM asked AS a
INNER JOIN came AS c ON c.walker_of = a.person
LEFT JOIN
(
    SELECT concat(shop, '/', event_id) AS id, CAST(properties, 'Map(String, String)') AS said
    FROM events FINAL
    WHERE brand = {brand:String} AND (shop, event_id) IN
    (
        SELECT substring(event, 1, position(event, '/') - 1), substring(event, position(event, '/') + 1)
        FROM came
        WHERE event != ''
    )
) AS e ON e.id = c.event
LEFT JOIN
(
    SELECT n.of_person AS doer, max(w.at) AS last_at
    FROM
    (
        SELECT node, at
        FROM events FINAL
        WHERE {same:String} = '' AND brand = {brand:String} AND has({did:Array(String)}, toString(type)) AND date > {date:Date} - 100
          AND node IN (SELECT node FROM known)
    ) AS w
    INNER JOIN known AS n ON n.node = w.node
    GROUP BY doer
) AS d ON d.doer = a.person
LEFT JOIN
(
    -- Those that the last walk can't know: what came in since, of lately.
    SELECT n.of_person AS buyer, max(w.at) AS last_at
    FROM
    (
        SELECT placed_at AS at, arrayJoin([('customer', concat(shop, '/', customer_id)), ('email', email), ('phone', phone)]) AS says
        FROM orders FINAL
        WHERE {bought:Bool} AND brand = {brand:String} AND date > {date:Date} - 7 AND placed AND NOT cancelled AND NOT test
          AND (shop, order_id) IN (SELECT shop, order_id FROM orders WHERE {bought:Bool} AND brand = {brand:String} AND date > {date:Date} - 7)
    ) AS w
    INNER JOIN
    (
        SELECT toString(kind) AS kind, value, member_id AS of_person
        FROM identity_nodes
        WHERE brand = {brand:String} AND value != '' AND member_id IN (SELECT person FROM asked)
    ) AS n ON n.kind = w.says.1 AND n.value = w.says.2
    GROUP BY buyer
) AS o ON o.buyer = a.person
