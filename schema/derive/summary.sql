-- What the derivation did: members touched, rows changed, and the earliest
-- business date that changed, by an order or by when a member became known.
SELECT
    (SELECT count() FROM {touched_members:Identifier})                        AS members,
    (SELECT count() FROM {changes:Identifier})                                AS orders,
    least
    (
        (SELECT if(count() = 0, toDate('2149-06-06'), min(touches)) FROM {changes:Identifier}),
        (
            SELECT if(count() = 0, toDate('2149-06-06'), min(least(was, now)))
            FROM
            (
                SELECT
                    ifNull(o.known_on, toDate('2149-06-06')) AS was,
                    ifNull(n.known_on, toDate('2149-06-06')) AS now
                FROM (SELECT member_id, known_on FROM members WHERE brand = {brand:String}) AS o
                FULL JOIN (SELECT member_id, known_on FROM {new_members:Identifier}) AS n ON n.member_id = o.member_id
                WHERE was != now
            )
        )
    )                                                                         AS changed_from
