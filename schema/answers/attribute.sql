-- Gives answers the delivery that they are of.
INSERT INTO message_events (brand, channel, provider_id, type, event_id, at, campaign, date, member_id, detail, hard, machine, address_hash, version)
SELECT brand, channel, provider_id, type, event_id, at, campaign, date, member_id, detail, hard, machine, address_hash, 2
FROM answers_found(brand = {brand:String}, since = {since:DateTime64(3, 'UTC')})
