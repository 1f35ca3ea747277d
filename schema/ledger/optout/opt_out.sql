-- A member refuses a channel for a purpose: one fact per identifier of the
-- person, so that it holds however the person is known later. Identifiers that
-- refuse already are left alone, so a refusal said twice is written once.
--
-- The fact is dated by when it was said. Where another fact of the person lies in the
-- future it isn't older than that: a shop's clock that runs ahead must not outlive a
-- refusal. A yes that the person gave after saying no holds, however late the no comes.
INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, source, evidence, version, dated)
WITH
    person AS
    (
        SELECT member_id
        FROM identity_nodes
        WHERE brand = {brand:String} AND node = {member:UInt64} AND member_id != 0
    ),
    mine AS
    (
        SELECT {member:UInt64} AS mine_node
        UNION DISTINCT
        SELECT node AS mine_node
        FROM identity_nodes
        WHERE brand = {brand:String} AND member_id IN (SELECT member_id FROM person)
    ),
    said AS
    (
        SELECT
            node AS said_node,
            countIf(NOT granted) = 0 OR maxIf(at, granted AND dated) > maxIf(at, NOT granted) AS said_yes,
            max(at) AS said_at
        FROM consent_facts FINAL
        WHERE brand = {brand:String} AND channel = {channel:String} AND purpose = {purpose:String}
          AND node IN (SELECT mine_node FROM mine)
        GROUP BY node
    )
SELECT
    {brand:String}                                                  AS brand,
    ''                                                              AS shop,
    mine_node                                                       AS node,
    {channel:String}                                                AS channel,
    {purpose:String}                                                AS purpose,
    if((SELECT max(said_at) FROM said) > {now:DateTime64(3, 'UTC')}, (SELECT max(said_at) FROM said), {said:DateTime64(3, 'UTC')}) AS at,
    false                                                           AS granted,
    {source:String}                                                 AS source,
    ''                                                              AS evidence,
    {version:UInt64}                                                AS version,
    true                                                            AS dated
FROM mine
WHERE mine_node NOT IN (SELECT said_node FROM said WHERE NOT said_yes)
