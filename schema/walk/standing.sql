-- Who is in a journey and where, and what they did since they came in, as far as it is asked.
    SELECT
        p.walker                                                    AS walker,
        p.person                                                    AS person,
        p.entry                                                     AS entry,
        p.place                                                     AS place,
        p.since                                                     AS since,
        p.last                                                      AS last,
        p.walks                                                     AS walks,
        bought.bought_on                                            AS bought_on,
        answered.answers                                            AS answers,
        did.happened                                                AS happened
    FROM
    (
        SELECT m.*, n.member_id AS person
        FROM
        (
/*places*/
        ) AS m
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.walker
    ) AS p
    LEFT JOIN
    (
        SELECT member_id AS buyer, max(date) AS bought_on
        FROM member_orders FINAL
        WHERE {asks_bought:Bool} AND brand = {brand:String} AND seq > 0 AND date > {date:Date} - {horizon:UInt32} AND date <= {date:Date}
        GROUP BY buyer
    ) AS bought ON bought.buyer = p.person
    LEFT JOIN
    (
        SELECT n.member_id AS reader, groupArray((e.campaign, e.type, e.sent)) AS answers
        FROM
        (
            SELECT member_id AS node, splitByChar('#', campaign)[1] AS campaign, toString(type) AS type, date AS sent
            FROM message_events FINAL
            WHERE notEmpty({campaigns:Array(String)}) AND brand = {brand:String} AND has({campaigns:Array(String)}, splitByChar('#', campaign)[1])
              AND type IN ('opened', 'clicked') AND machine = '' AND date > {date:Date} - {horizon:UInt32} AND date <= {date:Date}
        ) AS e
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = e.node
        GROUP BY reader
    ) AS answered ON answered.reader = p.person
    LEFT JOIN
    (
        SELECT n.member_id AS doer, groupArray((e.type, e.day)) AS happened
        FROM
        (
            SELECT node, toString(type) AS type, date AS day
            FROM events FINAL
            WHERE notEmpty({events:Array(String)}) AND brand = {brand:String} AND node != 0 AND has({events:Array(String)}, toString(type))
              AND date > {date:Date} - {horizon:UInt32} AND date <= {date:Date}
        ) AS e
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = e.node
        GROUP BY doer
    ) AS did ON did.doer = p.person
