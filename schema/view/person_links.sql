-- Why a member's identifiers are one person's: which of them stood in one record together,
-- and which of these links somebody undid, also where the other identifier is another
-- member's since.
SELECT e.a AS a, e.b AS b, e.used AS used, e.records AS records, e.evidence AS evidence, e.first_seen AS first_seen, s.split AS split
FROM
(
    SELECT a, b, used, records, evidence, first_seen
    FROM identity_edges
    WHERE brand = {brand:String}
      AND
      (
          a IN {nodes:Array(UInt64)} AND b IN {nodes:Array(UInt64)}
          OR (a, b) IN (SELECT a, b FROM identity_splits FINAL WHERE brand = {brand:String} AND active)
          AND (a IN {nodes:Array(UInt64)} OR b IN {nodes:Array(UInt64)})
      )
) AS e
LEFT JOIN (SELECT a, b, active AS split FROM identity_splits FINAL WHERE brand = {brand:String}) AS s ON s.a = e.a AND s.b = e.b
ORDER BY first_seen, a, b
