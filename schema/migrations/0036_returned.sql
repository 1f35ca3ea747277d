-- What a return takes from its own date, and which order it names.

ALTER TABLE member_orders
    ADD COLUMN IF NOT EXISTS returned Decimal(18, 4) COMMENT 'of a return that gives back no order that is known: its amount; it lowers the revenue of its date',
    ADD COLUMN IF NOT EXISTS return_of String COMMENT 'of a return: the order that it names';
