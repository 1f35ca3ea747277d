-- Who is in a journey and where, and what they did since they came in, as far as it is asked.
    SELECT
        p.walker                                                    AS walker,
        p.person                                                    AS person,
        p.entry                                                     AS entry,
        p.entry_key                                                 AS entry_key,
        p.came_at                                                   AS came_at,
        p.moved_at                                                  AS moved_at,
        p.place                                                     AS place,
        p.since                                                     AS since,
        p.last                                                      AS last,
/*if bought*/
        bought.bought_on                                            AS bought_on,
        bought.bought_at                                            AS bought_at,
/*end*/
/*if answered*/
        answered.answers                                            AS answers,
/*end*/
/*if happened*/
        did.happened                                                AS happened,
/*end*/
        p.walks                                                     AS walks
    FROM
    (
        SELECT m.*, n.member_id AS person
        FROM
        (
/*places*/
        ) AS m
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.walker
    ) AS p
/*if bought*/
    LEFT JOIN
    (
        SELECT buyer, max(day) AS bought_on, max(moment) AS bought_at
        FROM
        (
            SELECT member_id AS buyer, date AS day, placed_at AS moment
            FROM member_orders FINAL
            WHERE brand = {brand:String} AND seq > 0 AND date > {date:Date} - {horizon:UInt32} AND date <= {date:Date}
/*end*/
/*if bought_since*/
            UNION ALL
            -- Orders that were loaded since, which no night has derived.
            SELECT n.member_id AS buyer, o.day AS day, o.moment AS moment
            FROM
            (
                SELECT date AS day, placed_at AS moment, arrayJoin([('customer', concat(shop, '/', customer_id)), ('email', email), ('phone', phone)]) AS known
                FROM orders FINAL
                WHERE brand = {brand:String} AND date > {date:Date} AND placed_at <= {moment:DateTime64(3, 'UTC')} AND placed AND NOT cancelled AND NOT test
                  AND (shop, order_id) IN (SELECT shop, order_id FROM orders WHERE brand = {brand:String} AND date > {date:Date})
            ) AS o
            INNER JOIN
            (
                SELECT toString(kind) AS kind, value, member_id
                FROM identity_nodes
                WHERE brand = {brand:String} AND member_id != 0 AND value != ''
            ) AS n ON n.kind = o.known.1 AND n.value = o.known.2
/*end*/
/*if bought*/
        )
        GROUP BY buyer
    ) AS bought ON bought.buyer = p.person
/*end*/
/*if answered*/
    LEFT JOIN
    (
        SELECT n.member_id AS reader, groupArray((e.campaign, e.type, e.sent, e.at)) AS answers
        FROM
        (
            SELECT member_id AS node, splitByChar('#', campaign)[1] AS campaign, toString(type) AS type, date AS sent, at
            FROM message_events FINAL
            WHERE brand = {brand:String} AND has({campaigns:Array(String)}, splitByChar('#', campaign)[1])
              AND type IN ('opened', 'clicked') AND machine = '' AND date > {date:Date} - {horizon:UInt32} AND date <= {date:Date}
        ) AS e
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = e.node
        GROUP BY reader
    ) AS answered ON answered.reader = p.person
/*end*/
/*if happened*/
    LEFT JOIN
    (
        SELECT n.member_id AS doer, groupArray((e.type, e.day, e.at)) AS happened
        FROM
        (
            SELECT node, toString(type) AS type, date AS day, at
            FROM events FINAL
            WHERE brand = {brand:String} AND node != 0 AND has({events:Array(String)}, toString(type))
              AND date > {date:Date} - {horizon:UInt32} AND (date <= {date:Date} OR {asks_since:Bool}) AND at <= {moment:DateTime64(3, 'UTC')}
        ) AS e
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = e.node
        GROUP BY doer
    ) AS did ON did.doer = p.person
/*end*/
