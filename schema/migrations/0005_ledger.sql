-- What each campaign owes each member, and what became of it.
--
-- Versions of deliveries and attempts begin with the rank of the state, then the time:
-- planned, excluded, reserved, held, unknown, failed, sent; claimed comes before every
-- outcome. So a worker that was frozen and wakes up, or whose clock is ahead, can write
-- late, but never undo what is known to have happened.

-- One row of truth per member. It says nothing of who the person is: the address
-- stands here as its keyed hash, and a copy of what the texts need of the plan's
-- day.
CREATE TABLE deliveries
(
    brand         LowCardinality(String),
    campaign      LowCardinality(String),
    date          Date,
    member_id     UInt64,
    state         LowCardinality(String),            -- planned, excluded, held, reserved, sent, failed or unknown
    reason        LowCardinality(String),            -- of excluded, held, failed and unknown
    channel       LowCardinality(String),            -- empty where none can reach the member
    block         UInt32,                            -- the leading bits of member_id: a block is a range of the key
    address_hash  String,                            -- hexadecimal; empty without a channel
    nodes         Array(UInt64),                     -- the member's identifiers at planning
    provider_id   String,
    code          LowCardinality(String),            -- the provider's error code
    detail        String,
    stage         LowCardinality(String),
    stage_before  LowCardinality(String),
    rfm_class     LowCardinality(String),
    last_purchase Nullable(Date),
    recency_days  Int32,
    purchases     UInt32,
    revenue       Float64,
    planned_at    DateTime64(3, 'UTC'),
    at            DateTime64(3, 'UTC'),
    version       UInt64,
    INDEX by_address address_hash TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(date)
ORDER BY (brand, campaign, date, member_id);

-- One row per try on a channel. An open claim (claimed) means that the provider
-- may be called, or may have been.
CREATE TABLE delivery_attempts
(
    brand       LowCardinality(String),
    campaign    LowCardinality(String),
    date        Date,
    member_id   UInt64,
    claim       String,                              -- claimant/batch
    claimant    String,                              -- the attempt of the activity
    batch       String,                              -- what is handed over together
    channel     LowCardinality(String),
    way         LowCardinality(String),              -- how the batch is handed over: push or multicast; empty where it is never repeated
    content     UInt64,                              -- keyed hash of the message; 0 where it is never repeated
    state       LowCardinality(String),              -- claimed, withdrawn, released, sent, failed or unknown
    provider_id String,
    code        LowCardinality(String),
    detail      String,
    claimed_at  DateTime64(3, 'UTC'),
    at          DateTime64(3, 'UTC'),
    version     UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(date)
ORDER BY (brand, campaign, date, member_id, claim);

-- What a provider, a click or a reply reported afterwards.
CREATE TABLE message_events
(
    brand       LowCardinality(String),
    channel     LowCardinality(String),
    provider_id String,
    type        LowCardinality(String),              -- delivered, opened, clicked, replied, bounced, complained, unsubscribed
    event_id    String,
    at          DateTime64(3, 'UTC'),
    campaign    LowCardinality(String),
    date        Date,
    member_id   UInt64,
    detail      String,
    version     UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, channel, provider_id, type, event_id);

-- Addresses that must not be used again.
CREATE TABLE suppressions
(
    brand        LowCardinality(String),
    channel      LowCardinality(String),
    address_hash String,
    reason       LowCardinality(String),             -- no_such_address, opted_out, complained, by_hand
    source       String,
    active       Bool,
    at           DateTime64(3, 'UTC'),
    version      UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, channel, address_hash);

-- Where each campaign of a date stands. A hold stops it before the next batch.
CREATE TABLE campaign_runs
(
    brand    LowCardinality(String),
    campaign LowCardinality(String),
    date     Date,
    state    LowCardinality(String),                 -- planning, planned, approved, held, cancelled or done
    reason   String,
    by       String,
    bits     UInt8,                                  -- of member_id that name the block: 2^bits blocks
    at       DateTime64(3, 'UTC'),
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, campaign, date);
