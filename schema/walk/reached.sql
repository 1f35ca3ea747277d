-- How many of those who came in reached a goal within so many days after it, whatever became
-- of them in the journey, and how many were led by lot down which way of a split: whom the lot
-- would lead there counts, also where they left before it, and also of those who are kept out.
-- So each way is compared with what happens without the journey, like with like.
SELECT kept_out, branch, count() AS members, countIf(hit) AS reached
FROM
(
    SELECT
        m.kept_out                                                  AS kept_out,
        toUInt32
        (
            arrayFirstIndex
            (
                upto -> sipHash64(concat({brand:String}, ':journey:', {journey:String}, ':', {step:String}, ':', toString(m.walker))) % 1000000 < upto * 1000000,
                {upto:Array(Float64)}
            )
        )                                                           AS branch,
        m.entry + {longest:UInt32}                                  AS ends,
        -- Who came in by an event is asked for what came after that moment.
        (NOT {bought:Bool} OR arrayExists(o -> o.1 <= ends AND if(m.entry_key = '', o.1 > m.entry, o.2 > m.came_at), bought.orders))
        AND
        (
            empty({did:Array(String)})
            OR {same:String} = '' AND arrayExists(e -> e.1 <= ends AND if(m.entry_key = '', e.1 > m.entry, e.2 > m.came_at), did.happened)
            OR {same:String} != '' AND keyed.done_on > toDate(0) AND keyed.done_on <= ends
        )                                                           AS hit
    FROM
    (
        SELECT
            member_id                                               AS walker,
            entry,
            entry_key,
            argMin(journey_moves.moment, seq)                       AS came_at,
            argMin(journey_moves.definition, seq)                   AS came_on,
            max(to_step = 'kept_out')                               AS kept_out
        FROM journey_moves FINAL
        WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
        GROUP BY walker, entry, entry_key
        HAVING {definition:String} IN ('', came_on)
    ) AS m
    LEFT JOIN (SELECT node, member_id AS person FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = m.walker
    LEFT JOIN
    (
        SELECT member_id AS buyer, groupArray((date, placed_at)) AS orders
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND seq > 0 AND date <= {date:Date} AND {bought:Bool}
        GROUP BY buyer
    ) AS bought ON bought.buyer = n.person
    LEFT JOIN
    (
        SELECT k.member_id AS doer, groupArray((e.day, e.at)) AS happened
        FROM
        (
            SELECT node, date AS day, at
            FROM events FINAL
            WHERE brand = {brand:String} AND node != 0 AND has({did:Array(String)}, toString(type)) AND date <= {date:Date} AND {same:String} = ''
        ) AS e
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS k ON k.node = e.node
        GROUP BY doer
    ) AS did ON did.doer = n.person
    LEFT JOIN
    (
        SELECT properties[{same:String}] AS done_key, min(date) AS done_on
        FROM events
        WHERE brand = {brand:String} AND has({did:Array(String)}, toString(type)) AND date <= {date:Date} AND {same:String} != '' AND done_key != ''
        GROUP BY done_key
    ) AS keyed ON keyed.done_key = m.entry_key
)
GROUP BY kept_out, branch
ORDER BY kept_out, branch
