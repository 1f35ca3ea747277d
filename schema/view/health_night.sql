-- The newest night that has a certificate, and when its first pull began.
SELECT
    c.date                                  AS date,
    c.whole                                 AS whole,
    c.at                                    AS certified,
    if(l.pulls = 0, c.at, l.began)          AS began
FROM
(
    SELECT date, whole, at
    FROM certificates FINAL
    WHERE brand = {brand:String}
    ORDER BY date DESC
    LIMIT 1
) AS c
LEFT JOIN
(
    SELECT date, count() AS pulls, min(started_at) AS began
    FROM
    (
        SELECT date, shop, load_id
        FROM reconciliation FINAL
        WHERE brand = {brand:String}
          AND (date, version) IN (SELECT date, max(version) FROM reconciliation WHERE brand = {brand:String} GROUP BY date ORDER BY date DESC LIMIT 2)
    ) AS r
    INNER JOIN (SELECT shop, load_id, started_at FROM loads FINAL WHERE brand = {brand:String}) AS p ON p.shop = r.shop AND p.load_id = r.load_id
    GROUP BY date
) AS l ON l.date = c.date
