-- An order whose rows don't say what they are to each other, the first of them: two of its
-- rows, and in what they differ.
--
-- An order of which several files hold the very same rows is contested by none: those
-- are exports that overlap.
WITH
    contents AS
    (
        SELECT
            order_id, file_no, row, placed_at, updated_at, customer_id, email, phone, line_id,
            concat(ifNull(toString(placed_at, {shop_zone:String}), ''), ', amount ', ifNull(toString(amount), '')) AS shown,
            sipHash64(toString(tuple(* EXCEPT (file_no, row))))              AS content
        FROM {rows:Identifier}
        WHERE order_id IN (SELECT order_id FROM {rows:Identifier} GROUP BY order_id HAVING count() > 1)
    ),
    files AS
    (
        SELECT
            order_id,
            file_no,
            count()                                                                   AS n,
            arraySort(groupArray(content))                                            AS whole,
            uniqExact(coalesce(updated_at, toDateTime64(0, 3, 'UTC')))                AS updates,
            max(coalesce(updated_at, toDateTime64(0, 3, 'UTC')))                      AS updated_last,
            min(contents.placed_at)                                                   AS first_at,
            max(contents.placed_at)                                                   AS last_at,
            argMin((file_no, row, shown), (ifNull(contents.placed_at, toDateTime64(0, 3, 'UTC')), row)) AS first_one,
            argMax((file_no, row, shown), (ifNull(contents.placed_at, toDateTime64(0, 3, 'UTC')), row)) AS last_one,
            [
                groupUniqArrayIf(2)(customer_id, customer_id != ''), groupUniqArrayIf(2)(email, email != ''),
                groupUniqArrayIf(2)(phone, phone != ''), groupUniqArrayIf(2)(line_id, line_id != '')
            ]                                                                         AS people
        FROM contents
        GROUP BY order_id, file_no
    ),
    records AS
    (
        SELECT
            order_id,
            count()                                                                   AS files_of,
            max(n)                                                                    AS rows_in_file,
            files_of > 1 AND uniqExact(whole) = 1                                     AS overlaps,
            files_of > 1 AND uniqExact(whole) > 1                                     AS spread,
            -- Of each row is said when it was changed, and so which is the newest.
            if(rows_in_file = 1, uniqExact(updated_last) = files_of, files_of = 1 AND max(updates) = max(n)) AS dated,
            toDate(min(first_at), {zone:String}) != toDate(max(last_at), {zone:String})
                AND dateDiff('minute', min(first_at), max(last_at)) > 60              AS other_day,
            -- The blanks of rows that repeat nobody's name are no other person.
            arrayMap(ids -> length(arrayDistinct(arrayFlatten(ids))) > 1,
                [groupArray(people[1]), groupArray(people[2]), groupArray(people[3]), groupArray(people[4])]) AS others,
            arrayExists(o -> o, others)                                               AS other_person,
            notEmpty(arrayFlatten(groupArray(people)))                                AS has_person,
            other_day AND (other_person OR NOT has_person)                            AS other_order,
            min(first_one)                                                            AS any_row,
            argMin(first_one, (first_at, file_no))                                    AS one,
            argMax(last_one, (last_at, file_no))                                      AS other
        FROM files
        GROUP BY order_id
    )
SELECT
    order_id,
    one.1                                                                             AS one_file,
    one.2                                                                             AS one_row,
    one.3                                                                             AS one_shown,
    other.1                                                                           AS other_file,
    other.2                                                                           AS other_row,
    other.3                                                                           AS other_shown,
    other_day,
    arrayStringConcat(arrayFilter((name, o) -> o, ['customer_id', 'email', 'phone', 'line_id'], others), ' and ') AS person,
    count() OVER ()                                                                   AS contested
FROM records
WHERE multiIf(
    -- Nothing is declared: a second row is understood where it says that it is newer.
    {grain:String} = '', NOT (overlaps AND rows_in_file = 1) AND (NOT dated OR other_order OR {strict:Bool}),
    {grain:String} = 'order', NOT (overlaps AND rows_in_file = 1) AND (other_order OR {strict:Bool}),
    -- Lines that stand in other files too: the newest file holds them, where it says so.
    spread, NOT {updates:Bool} OR other_order OR {strict:Bool},
    other_day OR other_person)
ORDER BY any_row
LIMIT 1
