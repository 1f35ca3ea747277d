-- The first date to measure: the night's own, or the earliest date that changed
-- since the last published restatement, as far as it was ever published.
WITH
    (
        SELECT max(restates) FROM generations FINAL WHERE brand = {brand:String} AND state = 'published'
    ) AS covered,
    (
        SELECT if(count() = 0, toDate('2149-06-06'), min(from_date))
        FROM generations FINAL
        WHERE brand = {brand:String} AND state = 'published'
    ) AS first_published
SELECT
    least({date:Date}, greatest(first_published, ifNull(min(changed_from), toDate('2149-06-06'))))    AS first_date,
    max(version)                                                                                  AS derivation
FROM derivations FINAL
WHERE brand = {brand:String} AND version > covered;
