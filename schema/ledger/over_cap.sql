-- Which of these members' planned deliveries a cap over all campaigns keeps back, asked
-- again right before sending.
WITH
    asked AS
    (
        SELECT member_id, planned_at
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
          AND member_id IN {members:Array(UInt64)}
          AND state = 'planned'
    ),
    persons AS
    (
        SELECT node, member_id AS person
        FROM identity_nodes
        WHERE brand = {brand:String} AND node IN {members:Array(UInt64)}
    ),
    -- What the members get of other campaigns: what was planned later than this waits. Who was
    -- held out of one counts as if they had got it: they must get neither more nor less of the
    -- others than those to whom they are compared.
    touched AS
    (
        SELECT touched_member, groupArray(touch) AS touches
        FROM
        (
            SELECT
                if(n.person = 0, o.member_id, n.person) AS touched_member,
                (toString(o.channel), o.date, o.state IN ('planned', 'excluded'), o.planned_at, toString(o.campaign)) AS touch
            FROM
            (
                SELECT member_id, channel, date, state, planned_at, campaign
                FROM deliveries FINAL
                WHERE brand = {brand:String} AND date > {cap_since:Date} AND date <= {date:Date}
                  AND NOT (campaign = {campaign:String} AND date = {date:Date})
                  AND (member_id IN {members:Array(UInt64)} OR member_id IN (SELECT person FROM persons))
                  AND (state IN ('planned', 'reserved', 'sent', 'unknown') OR state = 'excluded' AND reason = 'holdout')
            ) AS o
            LEFT JOIN persons AS n ON n.node = o.member_id
        )
        GROUP BY touched_member
    )
SELECT d.member_id AS member_id
FROM asked AS d
LEFT JOIN persons ON node = d.member_id
INNER JOIN touched ON touched_member = if(person = 0, d.member_id, person)
WHERE arrayExists
(
    (most, days, counted) ->
        (counted = '' OR counted = {channel:String})
        AND arrayCount
        (
            touch ->
                (counted = '' OR touch.1 = counted) AND touch.2 > {date:Date} - days
                AND (NOT touch.3 OR (touch.4, touch.5) < (d.planned_at, {campaign:String})),
            touches
        ) >= most,
    {cap_most:Array(UInt64)}, {cap_days:Array(UInt64)}, {cap_channels:Array(String)}
)
