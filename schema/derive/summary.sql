-- What the derivation did: members touched, rows changed, and the earliest
-- business date that changed: by an order, by when a member became known, or by
-- what came late beside orders.
SELECT
    (SELECT count() FROM {touched_members:Identifier})                        AS members,
    (SELECT count() FROM {changes:Identifier})                                AS orders,
    least
    (
        (SELECT if(count() = 0, toDate('2149-06-06'), min(touches)) FROM {changes:Identifier}),
        (SELECT if(count() = 0, toDate('2149-06-06'), min(since)) FROM {known_anew:Identifier}),
        (SELECT if(count() = 0, toDate('2149-06-06'), min(since)) FROM {late:Identifier})
    )                                                                         AS changed_from
