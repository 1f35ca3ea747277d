-- What a derivation changed in orders whose dates had been published: by it a
-- restated number names the orders that did it. Written before the orders
-- themselves, so a killed run may leave a change that the next one writes again.
CREATE TABLE order_changes
(
    brand           LowCardinality(String),
    derivation      UInt64,                          -- version of the derivation
    shop            LowCardinality(String),
    order_id        String,                          -- '': a member without orders became known, or isn't any more
    member_before   UInt64,                          -- 0: nobody
    member_after    UInt64,
    touches         Date,                            -- the earliest date whose numbers may differ
    dates           Array(Date),                     -- on which the change itself lies: the order's, its refunds'
    `changed.field` Array(LowCardinality(String)),   -- order, date, total, refunded, cancelled, counts, member …
    `changed.was`   Array(String),
    `changed.is`    Array(String),
    link            String,                          -- why it moved to another member
    at              DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, derivation, shop, order_id, member_before, member_after);
