-- What the derivation did: members touched, rows changed, and the earliest
-- business date that changed: by an order, by when a member became known, or by
-- a late change of what isn't an order. Of a brand's first derivation every row is new.
WITH
    changed AS
    (
        SELECT touches FROM {changes:Identifier}
        UNION ALL
        SELECT date FROM {rows:Identifier} WHERE {first:Bool}
    )
SELECT
    (SELECT count() FROM {touched_members:Identifier})                        AS members,
    (SELECT count() FROM changed)                                             AS orders,
    least
    (
        (SELECT if(count() = 0, toDate('2149-06-06'), min(touches)) FROM changed),
        (SELECT if(count() = 0, toDate('2149-06-06'), min(since)) FROM {redated:Identifier}),
        (SELECT if(count() = 0, toDate('2149-06-06'), min(since)) FROM {late:Identifier})
    )                                                                         AS changed_from
