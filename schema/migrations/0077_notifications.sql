-- Who of the brand was notified of what, so that each hears of a matter once. It holds no
-- member and no address: recipients by the name that the config gives them.
CREATE TABLE notifications
(
    brand     LowCardinality(String),
    matter    String,                                -- what it is about, such as approval/wake-up/2026-11-20
    recipient LowCardinality(String),
    claim     String,                                -- the attempt; of several the first is made
    state     LowCardinality(String),                -- claimed, sent or failed
    kind      LowCardinality(String),                -- as the config names it; test: somebody tried
    detail    String,                                -- why it failed
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, matter, recipient, claim, state)
TTL toDateTime(at) + INTERVAL 400 DAY;
