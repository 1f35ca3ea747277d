-- Names each member after its oldest identifier, and of several equally old ones after
-- that whose unkeyed number is the smallest: as members were named before nodes were
-- keyed, so that a key names nobody otherwise. The unkeyed numbers are compared here and
-- stored nowhere.
CREATE TABLE {next:Identifier}
(
    node  UInt64,
    label Tuple(Int64, UInt64)
)
ENGINE = MergeTree
ORDER BY node;

INSERT INTO {next:Identifier}
WITH
    numbered AS
    (
        SELECT node, toUnixTimestamp64Milli(first_seen) AS age, sipHash64(concat(kind, ':', value)) AS number
        FROM {nodes:Identifier}
        WHERE state = 'used'
        UNION ALL
        SELECT node, toUnixTimestamp64Milli(first_seen), sipHash64(concat(kind, ':', value))
        FROM identity_nodes
        WHERE brand = {brand:String} AND NOT {relink:Bool}
            AND member_id IN (SELECT member_id FROM {reopened:Identifier})
            AND node NOT IN (SELECT node FROM {touched_nodes:Identifier})
    ),
    named AS
    (
        SELECT l.label.2 AS labelled, argMin(l.node, n.number) AS name
        FROM {labels:Identifier} AS l
        INNER JOIN numbered AS n ON n.node = l.node
        WHERE n.age = l.label.1
        GROUP BY labelled
    )
SELECT l.node AS node, (l.label.1, n.name) AS label
FROM {labels:Identifier} AS l
INNER JOIN named AS n ON n.labelled = l.label.2;
