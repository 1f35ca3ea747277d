-- Excludes from a block those who would get a second message: members of one
-- person (merged since the plan), or of one address, of whom another row is
-- under way or comes first. The person's present id comes first, then the
-- smaller id, so two workers that ask at once agree.
INSERT INTO deliveries
WITH
    mine AS
    (
        SELECT member_id, address_hash
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
          AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
          AND state = 'planned'
    ),
    persons AS
    (
        SELECT node, member_id AS person
        FROM identity_nodes
        WHERE brand = {brand:String} AND member_id != 0
    ),
    siblings AS
    (
        SELECT node, person
        FROM persons
        WHERE person IN (SELECT person FROM persons WHERE node BETWEEN {from:UInt64} AND {to:UInt64} AND node IN (SELECT member_id FROM mine))
    ),
    same_person AS
    (
        SELECT member_id, state, person
        FROM
        (
            SELECT member_id, state
            FROM deliveries FINAL
            WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
              AND member_id IN (SELECT node FROM siblings)
              AND state NOT IN ('excluded', 'held')
        ) AS d
        INNER JOIN siblings AS s ON s.node = d.member_id
    ),
    second_of_person AS
    (
        SELECT arrayJoin(arraySlice(arraySort(r -> (r.1, r.2, r.3), groupArray((state = 'planned', member_id != person, member_id))), 2)).3 AS member_id
        FROM same_person
        GROUP BY person
        HAVING count() > 1
    ),
    second_of_address AS
    (
        SELECT arrayJoin(arraySlice(arraySort(r -> (r.1, r.2), groupArray((state = 'planned', member_id))), 2)).2 AS member_id
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
          AND address_hash IN (SELECT address_hash FROM mine WHERE address_hash != '')
          AND state NOT IN ('excluded', 'held')
        GROUP BY address_hash
        HAVING count() > 1
    ),
    -- Named once: what stands in a WITH is planned and read wherever it is named.
    seconds AS
    (
        SELECT member_id AS second, min(why) AS why
        FROM
        (
            SELECT member_id, 'already_in' AS why FROM second_of_person
            UNION ALL
            SELECT member_id, 'duplicate_address' FROM second_of_address
        )
        GROUP BY second
    )
SELECT d.* REPLACE
(
    'excluded' AS state,
    s.why AS reason,
    {now:DateTime64(3, 'UTC')} AS at,
    {version:UInt64} AS version
)
FROM
(
    SELECT *
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
      AND member_id BETWEEN {from:UInt64} AND {to:UInt64}
      AND state = 'planned'
) AS d
INNER JOIN seconds AS s ON s.second = d.member_id
