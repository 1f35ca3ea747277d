-- With whom deliveries go to, and whether they may, asked again right before sending: what each
-- member consents to, suppressed addresses, an address that is no longer the planned one. The
-- deliveries come along with the query, as the table asked. verdict is empty where the message
-- may go. A message to the same person is asked for by merged.sql where members may have been
-- merged since the plan (derived), and the caps over all campaigns by over_cap.sql where there
-- are any: a part of this statement would cost its planning each time.
WITH
    persons AS
    (
        SELECT node, member_id AS person
        FROM identity_nodes
        WHERE brand = {brand:String} AND node BETWEEN {from:UInt64} AND {to:UInt64}
    ),
    addresses AS
    (
        SELECT
            member_id AS person_id,
            name      AS person_name,
            toString(language) AS person_language,
            multiIf({channel:String} = 'edm', email, {channel:String} = 'sms', phone, line_id) AS person_address
        FROM members
        WHERE brand = {brand:String} AND member_id IN (SELECT person FROM persons)
    ),
    -- As the view consents has it: a refusal holds until a yes that is dated by its
    -- source after it.
    said AS
    (
        SELECT
            node                      AS said_by,
            countIf(granted)          AS yeses,
            countIf(NOT granted)      AS refusals,
            maxIf(at, granted AND dated) AS dated_yes,
            maxIf(at, NOT granted)    AS refused
        FROM consent_facts FINAL
        WHERE brand = {brand:String} AND channel = {channel:String} AND purpose = {purpose:String}
          AND node IN (SELECT arrayJoin(nodes) FROM asked)
        GROUP BY node
    ),
    consent AS
    (
        SELECT of_member, sum(yeses) > 0 AND (sum(refusals) = 0 OR max(dated_yes) > max(refused)) AS yes
        FROM (SELECT member_id AS of_member, arrayJoin(nodes) AS of_node FROM asked) AS n
        INNER JOIN said ON said_by = of_node
        GROUP BY of_member
    )
SELECT
    d.member_id AS member_id,
    d.planned_at < (SELECT max(at) FROM derivations WHERE brand = {brand:String}) AS derived,
    person_name AS name, person_language AS language, person_address AS address,
    multiIf(
        NOT yes, 'no_consent',
        {coupons:Bool} AND d.coupon = '', 'no_coupon',
        d.address_hash IN
        (
            SELECT address_hash
            FROM suppressions FINAL
            WHERE brand = {brand:String} AND channel = {channel:String} AND active
              AND address_hash IN (SELECT address_hash FROM asked)
        ), 'suppressed',
        person_address = '', 'no_address',
        lower(hex(sipHash128Keyed(({k0:UInt64}, {k1:UInt64}), concat({channel:String}, ':', person_address)))) != d.address_hash, 'address_changed',
        '') AS verdict
FROM asked AS d
LEFT JOIN persons ON node = d.member_id
LEFT JOIN addresses ON person_id = person
LEFT JOIN consent ON of_member = d.member_id
ORDER BY d.member_id
