-- Turns what records of customers answer now into facts: one where the answer of a
-- field differs from the one before, or is dated by its source at another time. What
-- is there already is written once, so its time is when it was first seen. An answer
-- that was yes and is gone is a refusal, and so is that of a customer who was deleted.
--
-- An older reading than the one that is stored says nothing. A date after the reading
-- isn't when the person said it. A refusal is later than the yes that it ends, and a
-- yes of the same moment as an earlier refusal is earlier: neither takes the other's place.
INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, source, evidence, version, dated)
WITH
    fromUnixTimestamp64Nano(toInt64({version:UInt64}), 'UTC') AS read_at,
    mine AS
    (
        SELECT *, if(said_at > read_at, NULL, said_at) AS known_at
        FROM {answers:Identifier}
    ),
    before AS
    (
        SELECT
            node, channel, purpose, source,
            argMax((granted, at, dated), version) AS last,
            max(version)                          AS last_version
        FROM consent_facts
        WHERE brand = {brand:String} AND node IN (SELECT node FROM mine) AND startsWith(evidence, 'customers/')
        GROUP BY node, channel, purpose, source
    ),
    -- Also what a feed of consents says of them.
    refusals AS
    (
        SELECT node, channel, purpose, source, groupUniqArray(at) AS refused_at
        FROM consent_facts
        WHERE brand = {brand:String} AND node IN (SELECT node FROM mine) AND NOT granted
        GROUP BY node, channel, purpose, source
    ),
    -- A deleted customer answers nothing, wherever there was an answer.
    answered AS
    (
        SELECT node, record, toString(channel) AS channel, toString(purpose) AS purpose, source, answer, known_at,
            ifNull(known_at, toDateTime64(read_at, 3, 'UTC')) AS moment
        FROM mine
        WHERE NOT deleted AND channel != ''
        UNION ALL
        SELECT m.node, m.record, toString(b.channel), toString(b.purpose), b.source, 0, NULL, toDateTime64(read_at, 3, 'UTC')
        FROM mine AS m
        INNER JOIN before AS b ON b.node = m.node
        WHERE m.deleted
    )
SELECT
    {brand:String}                                                  AS brand,
    {shop:String}                                                   AS shop,
    n.node                                                          AS node,
    n.channel                                                       AS channel,
    n.purpose                                                       AS purpose,
    multiIf(
        n.answer = 1 AND has(r.refused_at, n.moment), n.moment - toIntervalMillisecond(1),
        n.answer != 1 AND b.last.1 AND b.last.2 >= n.moment, b.last.2 + toIntervalMillisecond(1),
        n.moment)                                                   AS at,
    n.answer = 1                                                    AS granted,
    n.source                                                        AS source,
    concat('customers/', n.record)                                  AS evidence,
    {version:UInt64}                                                AS version,
    isNotNull(n.known_at)                                            AS dated
FROM answered AS n
LEFT JOIN before AS b ON b.node = n.node AND b.channel = n.channel AND b.purpose = n.purpose AND b.source = n.source
LEFT JOIN refusals AS r ON r.node = n.node AND r.channel = n.channel AND r.purpose = n.purpose AND r.source = n.source
WHERE b.last_version <= {version:UInt64}
  AND multiIf(
      b.last_version = 0, n.answer != 0,
      n.answer = 0, b.last.1,
      (n.answer = 1) != b.last.1, true,
      isNotNull(n.known_at) AND (NOT b.last.3 OR n.known_at NOT IN (b.last.2, b.last.2 + toIntervalMillisecond(1))))
