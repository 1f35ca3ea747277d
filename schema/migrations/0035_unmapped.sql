-- Orders of which nobody said what their status word means: how many a pull brought, and
-- their words.

ALTER TABLE loads
    ADD COLUMN IF NOT EXISTS unmapped UInt64 COMMENT 'of received, orders with a status word that nobody mapped',
    ADD COLUMN IF NOT EXISTS words String COMMENT 'those words, each with its number of orders';

ALTER TABLE reconciliation
    ADD COLUMN IF NOT EXISTS unmapped UInt64,
    ADD COLUMN IF NOT EXISTS words String;
