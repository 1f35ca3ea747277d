-- The first date to measure: the night's own, or the earliest date that changed
-- since the last published restatement, as far as it was ever published. A date
-- whose campaigns were planned or sent after it was computed, as they always are,
-- is computed again with the next night; a week later nothing is sent any more.
WITH
    (
        SELECT max(restates) FROM generations FINAL WHERE brand = {brand:String} AND state = 'published'
    ) AS covered,
    (
        SELECT if(count() = 0, toDate('2149-06-06'), min(from_date))
        FROM generations FINAL
        WHERE brand = {brand:String} AND state = 'published'
    ) AS first_published,
    (
        SELECT if(count() = 0, toDate('2149-06-06'), min(d.sent_for))
        FROM
        (
            SELECT date AS sent_for, max(at) AS sent_at
            FROM deliveries
            WHERE brand = {brand:String} AND date BETWEEN {date:Date} - 7 AND {date:Date}
            GROUP BY date
        ) AS d
        INNER JOIN
        (
            SELECT p.date AS computed_for, g.started_at AS computed_at
            FROM (SELECT date, generation FROM published WHERE brand = {brand:String}) AS p
            INNER JOIN (SELECT generation, started_at FROM generations FINAL WHERE brand = {brand:String}) AS g ON g.generation = p.generation
        ) AS c ON c.computed_for = d.sent_for
        WHERE d.sent_at > c.computed_at
    ) AS first_sent
SELECT
    least({date:Date}, first_sent, greatest(first_published, ifNull(min(changed_from), toDate('2149-06-06'))))    AS first_date,
    max(version)                                                                                  AS derivation
FROM derivations FINAL
WHERE brand = {brand:String} AND version > covered;
