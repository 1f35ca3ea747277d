-- What each try is charged for, and the price of it when it was tried: a price that
-- changes later doesn't change what was paid.
ALTER TABLE delivery_attempts
    ADD COLUMN IF NOT EXISTS units UInt16 COMMENT 'messages, or segments of an SMS, that the provider charges for; 0: none was sent',
    ADD COLUMN IF NOT EXISTS price Decimal(18, 4) COMMENT 'of one unit, in the currency of the brand; 0: not known';

-- What the messages of each campaign cost. What is unknown may have been charged for: it
-- stands by itself. Where no price is known there is no cost, not one of 0.
CREATE OR REPLACE VIEW message_costs AS
SELECT
    brand, campaign, date, channel,
    countIf(state = 'sent')                                           AS messages,
    sumIf(units, state = 'sent')                                      AS paid_units,
    if(countIf(state = 'sent' AND price = 0) > 0 OR messages = 0, NULL, toNullable(sumIf(units * price, state = 'sent'))) AS cost,
    if(countIf(state = 'unknown' AND price = 0) > 0, NULL, toNullable(sumIf(units * price, state = 'unknown')))         AS cost_unknown
FROM delivery_attempts FINAL
GROUP BY brand, campaign, date, channel;
