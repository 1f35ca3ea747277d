-- Whether the numbers of a date can be seen, and whether they were computed after
-- every pull that its gate passed was derived.
WITH
    (
        SELECT max(generation)
        FROM published
        WHERE brand = {brand:String}
          AND date = {date:Date}
    ) AS shown,
    gate AS
    (
        SELECT load_id
        FROM reconciliation FINAL
        WHERE brand = {brand:String}
          AND date = {date:Date}
          AND ok
          AND version =
          (
              SELECT max(version)
              FROM reconciliation
              WHERE brand = {brand:String}
                AND date = {date:Date}
          )
    )
SELECT
    shown > 0 AS published,
    (
        SELECT count()
        FROM loads FINAL
        WHERE brand = {brand:String}
          AND load_id IN (SELECT load_id FROM gate)
          AND (load_id, version) NOT IN
          (
              SELECT load_id, version
              FROM derived_loads
              WHERE brand = {brand:String}
                AND derivation < shown
          )
    ) = 0 AS follows
