-- Which of these members were merged since the plan with another one, to whom the message
-- went or is under way: the person must not get it twice.
WITH
    persons AS
    (
        SELECT node, member_id AS person
        FROM identity_nodes
        WHERE brand = {brand:String} AND node IN {members:Array(UInt64)} AND member_id != 0
    ),
    merged AS
    (
        SELECT node, member_id AS of_person
        FROM identity_nodes
        WHERE brand = {brand:String} AND member_id IN (SELECT person FROM persons)
    ),
    reached AS
    (
        SELECT m.of_person AS of_person, d.member_id AS other
        FROM
        (
            SELECT member_id
            FROM deliveries FINAL
            WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
              AND member_id IN (SELECT node FROM merged)
              AND state NOT IN ('planned', 'excluded', 'held')
        ) AS d
        INNER JOIN merged AS m ON m.node = d.member_id
    )
SELECT DISTINCT p.node AS member_id
FROM persons AS p
INNER JOIN reached AS r ON r.of_person = p.person
WHERE r.other != p.node
