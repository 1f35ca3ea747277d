-- Whom campaigns addressed, or would have, as far back as a purchase in the range
-- can be owed to. Who was merged since is the member (person) that the
-- recorded id (addressee) belongs to now.
CREATE TABLE {addressed:Identifier}
(
    campaign    String,
    channel     String,
    variant     String,
    date        Date,
    addressee   UInt64,
    person      UInt64,
    state       LowCardinality(String),
    drawn       Bool,
    holdout     Bool,
    attribution UInt64,
    planned_at  DateTime64(3, 'UTC'),
    at          DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY tuple()
AS
WITH
    /* fragments/drawn.sql */ AS was_drawn,
    /* fragments/attribution.sql */ AS attribution_of
SELECT
    d.campaign, d.channel, d.variant, d.date, d.member_id AS addressee, if(n.member_id = 0, d.member_id, n.member_id) AS person,
    d.state, was_drawn(d.state, d.reason, d.planned_at, d.at) AS drawn, d.state = 'excluded' AND d.reason = 'holdout' AS holdout,
    attribution_of(toString(d.campaign)) AS attribution, d.planned_at, d.at
FROM
(
    SELECT campaign, channel, variant, date, member_id, state, reason, planned_at, at
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND date BETWEEN {from:Date} - 27 - {longest_attribution:Int32} AND {to:Date}
) AS d
LEFT JOIN
(
    SELECT node, member_id
    FROM identity_nodes
    WHERE brand = {brand:String}
        AND node IN
        (
            SELECT member_id
            FROM deliveries
            WHERE brand = {brand:String} AND date BETWEEN {from:Date} - 27 - {longest_attribution:Int32} AND {to:Date}
        )
) AS n ON n.node = d.member_id;
