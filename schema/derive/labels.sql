-- Who is linked again: the touched identifiers, and all of the members who had
-- them or to whom an edge ties them now. Nobody else's links can have changed.
CREATE TABLE {reopened:Identifier}
(
    member_id UInt64
)
ENGINE = MergeTree
ORDER BY member_id
AS
SELECT DISTINCT member_id
FROM identity_nodes
WHERE brand = {brand:String} AND member_id != 0
    AND
    (
        {relink:Bool}
        OR node IN
        (
            SELECT node FROM {touched_nodes:Identifier}
            UNION ALL
            SELECT arrayJoin([a, b])
            FROM {edges:Identifier}
            WHERE used
                AND (a IN (SELECT node FROM {touched_nodes:Identifier}) OR b IN (SELECT node FROM {touched_nodes:Identifier}))
        )
    );

-- A member is named after its oldest identifier: labels start with each
-- identifier's own age and node; label_step.sql spreads the smallest, and names.sql says
-- which of several equally old ones it is.
CREATE TABLE {labels:Identifier}
(
    node  UInt64,
    label Tuple(Int64, UInt64)
)
ENGINE = MergeTree
ORDER BY node;

INSERT INTO {labels:Identifier}
SELECT node, (toUnixTimestamp64Milli(first_seen), node)
FROM
(
    SELECT node, first_seen
    FROM {nodes:Identifier}
    WHERE state = 'used'
    UNION ALL
    SELECT node, first_seen
    FROM identity_nodes
    WHERE brand = {brand:String} AND NOT {relink:Bool}
        AND member_id IN (SELECT member_id FROM {reopened:Identifier})
        AND node NOT IN (SELECT node FROM {touched_nodes:Identifier})
);

-- What links them.
CREATE TABLE {links:Identifier}
(
    a UInt64,
    b UInt64
)
ENGINE = MergeTree
ORDER BY a
AS
SELECT a, b
FROM {edges:Identifier}
WHERE used AND ({relink:Bool} OR a IN (SELECT node FROM {labels:Identifier}));
