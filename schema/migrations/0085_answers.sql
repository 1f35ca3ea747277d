-- What comes back: a bounce is hard where the address takes nothing at all, machine is
-- why no person opened or clicked (empty: a person, as far as is known), address_hash
-- that of whom it is of, as in deliveries. A row comes with version 1, possibly before
-- it is known which delivery it answers; what is found out later has a higher one, and
-- the same event reported again changes nothing.
ALTER TABLE message_events
    ADD COLUMN IF NOT EXISTS hard Bool AFTER detail,
    ADD COLUMN IF NOT EXISTS machine LowCardinality(String) AFTER hard,
    ADD COLUMN IF NOT EXISTS address_hash String AFTER machine;

-- Answers of which it is not yet known which delivery they answer, and now is: by the
-- provider's id of the message, where it gave several messages one id also by their
-- address; and where an answer names no message, the last one that its sender got on the
-- channel within seven days. since is the oldest answer that is looked at.
--
-- A delivery's state sent, failed or unknown has its final address and provider's id, so
-- its older versions need not be looked at.
CREATE VIEW answers_found AS
WITH
    open AS
    (
        SELECT *
        FROM message_events FINAL
        WHERE brand = {brand:String} AND at >= {since:DateTime64(3, 'UTC')} AND campaign = '' AND version = 1 AND type != 'followed'
    ),
    owed AS
    (
        SELECT
            toString(channel) AS by, trim(BOTH '<>' FROM provider_id) AS provider, address_hash AS hash,
            toString(campaign) AS of_campaign, date AS on_date, member_id AS of_member, min(at) AS sent_at
        FROM deliveries
        WHERE brand = {brand:String} AND date >= toDate({since:DateTime64(3, 'UTC')}) - 8 AND state IN ('sent', 'failed', 'unknown')
          AND (
              provider_id != '' AND trim(BOTH '<>' FROM provider_id) IN (SELECT provider_id FROM open WHERE provider_id != '')
              OR address_hash != '' AND address_hash IN (SELECT address_hash FROM open WHERE provider_id = '')
          )
        GROUP BY by, provider, hash, of_campaign, on_date, of_member
    ),
    matches AS
    (
        SELECT e.channel AS channel, e.provider_id AS provider_id, e.type AS type, e.event_id AS event_id,
            (d.of_campaign, d.on_date, d.of_member, d.hash) AS delivery, d.hash = e.address_hash AS same_address, true AS by_message, d.sent_at AS sent_at
        FROM open AS e
        INNER JOIN owed AS d ON d.by = toString(e.channel) AND d.provider = e.provider_id
        WHERE e.provider_id != ''

        UNION ALL

        SELECT e.channel, e.provider_id, e.type, e.event_id, (d.of_campaign, d.on_date, d.of_member, d.hash), true, false, d.sent_at
        FROM open AS e
        INNER JOIN owed AS d ON d.by = toString(e.channel) AND d.hash = e.address_hash
        WHERE e.provider_id = '' AND e.address_hash != '' AND d.sent_at <= e.at AND d.sent_at > e.at - INTERVAL 7 DAY
    ),
    found AS
    (
        SELECT channel, provider_id, type, event_id, argMax(delivery, (same_address, sent_at)) AS delivery
        FROM matches
        GROUP BY channel, provider_id, type, event_id
        HAVING count() = 1 OR max(same_address)
    )
SELECT
    e.brand AS brand, e.channel AS channel, e.provider_id AS provider_id, e.type AS type, e.event_id AS event_id, e.at AS at,
    f.delivery.1 AS campaign, f.delivery.2 AS date, f.delivery.3 AS member_id, e.detail AS detail, e.hard AS hard, e.machine AS machine,
    if(f.delivery.4 = '', e.address_hash, f.delivery.4) AS address_hash
FROM open AS e
INNER JOIN found AS f ON f.channel = e.channel AND f.provider_id = e.provider_id AND f.type = e.type AND f.event_id = e.event_id;
