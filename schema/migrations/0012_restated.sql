-- What a derivation changed in orders whose dates had been published: by it a
-- restated number names the orders that did it. Written before the orders
-- themselves, so a killed run may leave a change that the next one writes again.
CREATE TABLE order_changes
(
    brand           LowCardinality(String),
    derivation      UInt64,                          -- version of the derivation
    shop            LowCardinality(String),
    order_id        String,                          -- '': a member is known or registered since another date, or isn't any more
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

-- Late changes other than orders, onto dates that had been published: by it a
-- restated number names what did it where no order did. A run that does again
-- what a killed one had begun writes the same keys.
CREATE TABLE late_changes
(
    brand      LowCardinality(String),
    follows    UInt64,                               -- version of the last derivation that had come to its end
    kind       LowCardinality(String),               -- events, costs, product or member
    shop       LowCardinality(String),               -- of events, costs and products, as is load_id
    load_id    LowCardinality(String),
    subject    String,                               -- of a product: its sku, or its id without one
    was        String,                               -- a product's category, or the member whose events they were
    now_is     String,
    since      Date,                                 -- the first business date that it touches
    until      Date,                                 -- the last on which it lies
    records    UInt64,                               -- events, rows of costs, or orders with the product
    link       String,                               -- why events are another member's
    derivation UInt64,                               -- version of the derivation that found it
    at         DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(derivation)
ORDER BY (brand, follows, kind, shop, load_id, subject, was, now_is, since);

-- The categories of products that the last derivation saw (product_categories):
-- what differs has moved since.
CREATE TABLE seen_categories
(
    brand   LowCardinality(String),
    code    String,
    kind    String,
    version UInt64                                   -- of the derivation
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, code);
