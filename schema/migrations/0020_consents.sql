-- Which consents are dated by their source: by the moment at which the person said
-- so. The others are dated by the first time at which the answer was seen. Of those
-- from before, only refusals by link and what a feed of consents says are: the
-- others may carry the last change of their record.
ALTER TABLE consent_facts ADD COLUMN IF NOT EXISTS dated Bool
    DEFAULT source = 'unsubscribe link' OR startsWith(evidence, 'consents/');

-- What each member allowed and refused. A refusal holds until a yes that is dated by
-- its source after it; a yes that isn't holds where nothing was ever refused. The
-- source, time and evidence are those of the fact that decides.
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
            AND (refusals = 0 OR countIf(f.granted AND f.dated) > 0 AND dated_yes.1 > no.1) AS yes
    FROM (SELECT * FROM consent_facts FINAL) AS f
    INNER JOIN identity_members AS n ON n.brand = f.brand AND n.node = f.node
    GROUP BY brand, member_id, channel, purpose
);
