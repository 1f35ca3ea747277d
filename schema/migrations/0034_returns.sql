-- What an order is worth: whether its status is understood, whether it is a return, and
-- which of its lines are gift cards.

ALTER TABLE orders
    ADD COLUMN IF NOT EXISTS unmapped Bool COMMENT 'nobody said what its status word means: it doesn''t count',
    ADD COLUMN IF NOT EXISTS return_of String COMMENT 'of a return: the order that it gives back',
    ADD COLUMN IF NOT EXISTS returned Decimal(18, 4) COMMENT 'of a return: what it gives back, in its own currency',
    ADD COLUMN IF NOT EXISTS `lines.gift` Array(Bool) COMMENT 'the line is a gift card';

ALTER TABLE shop_settings ADD COLUMN IF NOT EXISTS count_gift_cards Bool;
