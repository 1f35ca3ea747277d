-- Coupon codes, each given once. A claim says that a delivery wants a code; where two want
-- the same one neither gets it, and nobody ever after. Who holds it is a keyed hash of the
-- delivery, so that a code stays taken when its member is erased. Whose it is stands in
-- deliveries.
CREATE TABLE coupon_claims
(
    brand  LowCardinality(String),
    code   String,
    holder UInt64,
    at     DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, code, holder);

ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS coupon String COMMENT 'the code that the member gets; empty: none';
