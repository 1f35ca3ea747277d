-- The books of the campaigns stay whole: what went to the person went to nobody, under
-- an id that nothing leads back from. What hasn't gone is held.
INSERT INTO deliveries
SELECT * REPLACE
(
    sipHash64Keyed(({r0:UInt64}, {r1:UInt64}), toString(member_id)) AS member_id,
    multiIf(state = 'planned', 'held', state = 'reserved', 'unknown', toString(state)) AS state,
    if(state IN ('planned', 'reserved'), 'erased', toString(reason)) AS reason,
    '' AS address_hash,
    [] AS nodes,
    '' AS provider_id,
    '' AS detail,
    '' AS coupon,
    NULL AS due_at,
    '' AS zone,
    [] AS recommended,
    NULL AS last_purchase,
    0 AS recency_days,
    0 AS purchases,
    0 AS revenue
)
FROM
(
    SELECT *
    FROM deliveries FINAL
    WHERE brand = {brand:String}
      AND (member_id IN (SELECT node FROM erasing_nodes) OR hasAny(nodes, (SELECT groupArray(node) FROM erasing_nodes)))
);

INSERT INTO delivery_attempts
SELECT * REPLACE
(
    sipHash64Keyed(({r0:UInt64}, {r1:UInt64}), toString(member_id)) AS member_id,
    0 AS content,
    '' AS provider_id,
    '' AS detail
)
FROM (SELECT * FROM delivery_attempts FINAL WHERE brand = {brand:String} AND member_id IN (SELECT node FROM erasing_nodes));

INSERT INTO message_events
SELECT * REPLACE
(
    sipHash64Keyed(({r0:UInt64}, {r1:UInt64}), toString(member_id)) AS member_id,
    concat('erased-', toString(sipHash64Keyed(({r0:UInt64}, {r1:UInt64}), provider_id))) AS provider_id,
    '' AS detail,
    '' AS address_hash
)
FROM (SELECT * FROM message_events FINAL WHERE brand = {brand:String} AND member_id IN (SELECT node FROM erasing_nodes));
