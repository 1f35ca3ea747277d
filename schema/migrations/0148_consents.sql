-- Which consents hold is decided by their times alone: who asks for that only need not have the
-- sources and evidences of all facts compared as well. What the view shows is as it was.
CREATE OR REPLACE VIEW consents AS
SELECT
    brand,
    member_id,
    channel,
    purpose,
    if(yes, 'granted', 'refused')                                   AS state,
    yes                                                             AS granted,
    if(yes, if(refusals = 0, any_yes, dated_yes), no).3             AS source,
    if(yes, if(refusals = 0, any_yes, dated_yes), no).1             AS time,
    if(yes, if(refusals = 0, any_yes, dated_yes), no).4             AS evidence
FROM
(
    SELECT
        f.brand                                                     AS brand,
        n.member_id                                                 AS member_id,
        f.channel                                                   AS channel,
        f.purpose                                                   AS purpose,
        countIf(NOT f.granted)                                      AS refusals,
        maxIf((f.at, f.version, f.source, f.evidence), f.granted)               AS any_yes,
        maxIf((f.at, f.version, f.source, f.evidence), f.granted AND f.dated)   AS dated_yes,
        maxIf((f.at, f.version, f.source, f.evidence), NOT f.granted)           AS no,
        countIf(f.granted) > 0
            AND
            (
                refusals = 0
                OR countIf(f.granted AND f.dated) > 0 AND maxIf(f.at, f.granted AND f.dated) > maxIf(f.at, NOT f.granted)
            )                                                       AS yes
    FROM (SELECT * FROM consent_facts FINAL) AS f
    INNER JOIN identity_members AS n ON n.brand = f.brand AND n.node = f.node
    GROUP BY brand, member_id, channel, purpose
);
