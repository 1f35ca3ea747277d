-- The status words of a feed's orders that nobody mapped, each with its number of orders.
SELECT
    sum(n)                                                                                AS orders,
    arrayStringConcat(arrayMap(w -> concat(w.2, ' (', toString(w.1), ')'),
        arraySlice(arrayReverseSort(groupArray((n, toString(status)))), 1, 10)), ', ') AS words
FROM
(
    SELECT status, count() AS n
    FROM {next:Identifier}
    WHERE unmapped AND is_deleted = 0
    GROUP BY status
)
