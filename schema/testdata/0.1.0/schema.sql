-- What came in, when, and whether it was whole.

-- One row per pull of one entity of one shop; the newest version of a row holds.
-- A window counts as done only after every row is in.
CREATE TABLE loads
(
    brand           LowCardinality(String),
    shop            LowCardinality(String),
    entity          LowCardinality(String),
    load_id         String,
    kind            LowCardinality(String),          -- window, reread or file
    window_from     DateTime64(3, 'UTC'),
    window_to       DateTime64(3, 'UTC'),
    state           LowCardinality(String),          -- running, done or failed
    platform_before Nullable(UInt64),                -- the platform's count before and
    platform_after  Nullable(UInt64),                -- after the pull; null: it can't count
    received        UInt64,                          -- distinct records
    stored          UInt64,                          -- distinct records found in ClickHouse afterwards
    rejected        UInt64,
    fingerprint     String,                          -- of files: what was read, to skip what is unchanged
    detail          String,
    started_at      DateTime64(3, 'UTC'),
    finished_at     DateTime64(3, 'UTC'),
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, entity, load_id);

-- Records that could not be understood: kept whole, counted, never dropped.
CREATE TABLE rejected
(
    brand    LowCardinality(String),
    shop     LowCardinality(String),
    entity   LowCardinality(String),
    load_id  String,
    record   String,                                 -- the record's id, or its row in the file
    reason   String,
    raw      String CODEC(ZSTD(3)),
    at       DateTime64(3, 'UTC'),
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, entity, load_id, record, reason);

-- The gate of a night: what the platform says = what came = what is stored.
CREATE TABLE reconciliation
(
    brand     LowCardinality(String),
    date      Date,
    shop      LowCardinality(String),
    entity    LowCardinality(String),
    load_id   String,
    platform  Nullable(UInt64),
    received  UInt64,
    stored    UInt64,
    rejected  UInt64,
    ok        Bool,
    reason    String,
    unchanged Bool,                                  -- a feed whose files are as an earlier load left them
    at        DateTime64(3, 'UTC'),
    version   UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, date, shop, entity);

-- What the config says of a shop, as the metrics need it.
CREATE TABLE shop_settings
(
    brand             LowCardinality(String),
    shop              LowCardinality(String),
    kind              LowCardinality(String),        -- online or offline
    counts_when       LowCardinality(String),        -- placed, paid or fulfilled
    count_zero_totals Bool,
    line_provider     LowCardinality(String),        -- LINE user ids are unique per provider only
    version           UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop);

-- What the config says of a brand, as member_asof needs it.
CREATE TABLE brand_settings
(
    brand           LowCardinality(String),
    rfm_window_days Int32,
    rfm_monetary    LowCardinality(String),          -- total or average
    recency_cut     String,                          -- mean, median or a number
    orders_cut      String,
    money_cut       String,
    recency_bins    Array(Float64),                  -- between the scores 1 to 5; empty: quintiles
    orders_bins     Array(Float64),
    money_bins      Array(Float64),
    stage_overlap   LowCardinality(String),          -- recent or history
    fallback_days   Float64,
    at_risk         Float64,                         -- p_alive below which a member is at risk
    timezone        String,
    tier_names      Array(String),                   -- of membership, with the yearly spend that each asks for
    tier_spends     Array(Decimal(18, 4)),
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY brand;
-- Orders and what else the shops hold, as they are now.
--
-- The version is the time of reading, since platforms forget to move their own
-- updated time. The partition is a hash of the id, because an order's date does
-- change and a changed partition would keep the old row for ever.

CREATE TABLE orders
(
    brand             LowCardinality(String),
    shop              LowCardinality(String),
    order_id          String,
    number            String,
    placed_at         DateTime64(3, 'UTC'),
    date              Date,                          -- business date in the brand's zone
    updated_at        DateTime64(3, 'UTC'),
    customer_id       String,
    email             String,                        -- normalised: trimmed, lower case
    phone             String,                        -- E.164, or empty
    line_id           String,
    name              String,
    status            LowCardinality(String),        -- the platform's own word
    placed            Bool,
    paid              Bool,
    fulfilled         Bool,
    cancelled         Bool,
    test              Bool,
    currency          LowCardinality(String),        -- as paid; the amounts are in the brand's
    rate              Decimal(18, 8),                -- brand's currency per unit of currency
    total             Decimal(18, 4),                -- before refunds
    discount          Decimal(18, 4),
    shipping          Decimal(18, 4),
    tax               Decimal(18, 4),
    refunded          Decimal(18, 4),
    `lines.sku`       Array(String),
    `lines.product`   Array(String),
    `lines.title`     Array(String),
    `lines.category`  Array(LowCardinality(String)),
    `lines.quantity`  Array(Float64),
    `lines.amount`    Array(Decimal(18, 4)),
    `lines.cost`      Array(Nullable(Decimal(18, 4))),
    `refunds.id`      Array(String),
    `refunds.date`    Array(Date),
    `refunds.amount`  Array(Decimal(18, 4)),
    raw               String CODEC(ZSTD(1)),
    load_id           LowCardinality(String),
    version           UInt64 CODEC(Delta, ZSTD(1)),  -- nanoseconds of the reading
    is_deleted        UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY cityHash64(order_id) % 8
ORDER BY (brand, shop, order_id);

CREATE TABLE customers
(
    brand         LowCardinality(String),
    shop          LowCardinality(String),
    customer_id   String,
    email         String,
    phone         String,
    line_id       String,
    name          String,
    gender        LowCardinality(String),
    birth_date    String,                            -- 1990-01-02, or --01-02 without a year
    city          LowCardinality(String),
    registered_at Nullable(DateTime64(3, 'UTC')),
    registered_on Nullable(Date),                    -- business date
    updated_at    DateTime64(3, 'UTC'),
    tier          LowCardinality(String),
    points        Decimal(18, 4),
    points_expire_on Nullable(Date),
    tags          Array(String),
    raw           String CODEC(ZSTD(3)),
    load_id       LowCardinality(String),
    version       UInt64 CODEC(Delta, ZSTD(1)),
    is_deleted    UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY cityHash64(customer_id) % 8
ORDER BY (brand, shop, customer_id);

-- What was allowed or refused, by whom, where it was said and when. The node is
-- the identifier that said it (see identity_nodes).
CREATE TABLE consent_facts
(
    brand    LowCardinality(String),
    shop     LowCardinality(String),
    node     UInt64,
    channel  LowCardinality(String),
    purpose  LowCardinality(String),
    at       DateTime64(3, 'UTC'),
    granted  Bool,
    source   String,
    evidence String,                                 -- the record that says so
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, node, channel, purpose, at, source);

-- Behaviour outside orders.
CREATE TABLE events
(
    brand      LowCardinality(String),
    shop       LowCardinality(String),
    event_id   String,
    type       LowCardinality(String),
    at         DateTime64(3, 'UTC'),
    date       Date,
    first_date Date DEFAULT date,                    -- the earliest that was ever reported
    node       UInt64,                               -- of the best identifier; 0: a visitor
    visitor    String,
    properties Map(LowCardinality(String), String),
    load_id    LowCardinality(String),
    version    UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY cityHash64(event_id) % 4
ORDER BY (brand, shop, event_id);

CREATE TABLE products
(
    brand      LowCardinality(String),
    shop       LowCardinality(String),
    product_id String,
    sku        String,
    title      String,
    category   LowCardinality(String),
    cost       Nullable(Decimal(18, 4)),
    load_id    LowCardinality(String),
    version    UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, product_id, sku);

-- What products are of: by <shop>/sku/<sku>, and for lines without one by
-- <shop>/id/<product>. The newest row of a product says it.
CREATE VIEW product_categories AS
SELECT brand, concat(shop, '/sku/', sku) AS code, toString(argMax(category, (version, product_id))) AS kind
FROM products
WHERE sku != ''
GROUP BY brand, shop, sku
UNION ALL
SELECT brand, concat(shop, '/id/', product_id), toString(argMax(category, (version, sku)))
FROM products
WHERE product_id != ''
GROUP BY brand, shop, product_id;

-- Money spent to win or keep members: per date, and per campaign or channel where known.
CREATE TABLE costs
(
    brand    LowCardinality(String),
    shop     LowCardinality(String),
    date     Date,
    kind     LowCardinality(String),
    campaign LowCardinality(String),
    channel  LowCardinality(String),
    amount   Decimal(18, 4),
    load_id  LowCardinality(String),
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, date, kind, campaign, channel);
-- Who the members are and what each of them did, sorted by member.

-- What orders and customers say of a person, by what they say: orders that say the
-- same are one row, a customer is a row alone.
CREATE TABLE identity_records
(
    brand         LowCardinality(String),
    record        UInt64,                            -- a hash of what is said
    shop          LowCardinality(String),            -- of the oldest
    customer      String,                            -- shop/id
    email         String,
    phone         String,
    line          String,                            -- provider/id
    name          String,
    customer_node UInt64,                            -- see identity_nodes; 0: not said
    email_node    UInt64,
    phone_node    UInt64,
    line_node     UInt64,
    records       UInt64,                            -- how many say it
    first_seen    DateTime64(3, 'UTC'),
    last_seen     DateTime64(3, 'UTC'),
    known_on      Nullable(Date),
    evidence      String                             -- one of them: shop/entity/id, the oldest
)
ENGINE = MergeTree
PARTITION BY brand
ORDER BY (brand, record);

-- Which identifiers stood in one record together: the evidence for joining
-- people. Rebuilt and swapped as a whole, so a corrected record undoes its link.
CREATE TABLE identity_edges
(
    brand       LowCardinality(String),
    a           UInt64,
    b           UInt64,
    a_kind      LowCardinality(String),              -- customer, email, phone or line
    b_kind      LowCardinality(String),
    used        Bool,                                -- false: an end is denied or quarantined
    records     UInt64,                              -- how many records show it
    evidence    String,                              -- one of them: shop/entity/id, the oldest
    first_seen  DateTime64(3, 'UTC')
)
ENGINE = MergeTree
PARTITION BY brand
ORDER BY (brand, a, b);

-- One row per identifier: the member it belongs to. A member's id is the node of
-- its oldest identifier, so an id that a delivery once recorded still resolves
-- after members were merged. member_id 0: denied or quarantined.
CREATE TABLE identity_nodes
(
    brand       LowCardinality(String),
    node        UInt64,
    kind        LowCardinality(String),
    value       String,
    shop        LowCardinality(String),              -- of a customer id
    state       LowCardinality(String),              -- used, denied or quarantined
    joins       UInt32,                              -- how many people it would join
    member_id   UInt64,
    name        String,                              -- the last name seen with it
    known_on    Nullable(Date),                      -- first order or registration
    first_shop  LowCardinality(String),              -- where it was seen first
    first_seen  DateTime64(3, 'UTC'),
    last_seen   DateTime64(3, 'UTC')
)
ENGINE = MergeTree
PARTITION BY brand
ORDER BY (brand, node);

-- One row per member: what is known of the person.
CREATE TABLE members
(
    brand         LowCardinality(String),
    member_id     UInt64,
    name          String,
    email         String,
    phone         String,
    line_id       String,
    gender        LowCardinality(String),
    birth_date    String,
    city          LowCardinality(String),
    registered_at Nullable(DateTime64(3, 'UTC')),
    registered_on Nullable(Date),                    -- business date
    known_on      Nullable(Date),                    -- registered, or first order of any state
    first_shop    LowCardinality(String),            -- where the member registered or ordered first
    first_channel LowCardinality(String),            -- online or offline, as that shop is
    tier          LowCardinality(String),            -- of the platform, as are points and tags
    points        Decimal(18, 4),                    -- over all shops
    points_expire_on Array(Date),                    -- when some of them end
    tags          Array(String),
    identifiers   UInt32
)
ENGINE = MergeTree
PARTITION BY brand
ORDER BY (brand, member_id);

-- Every order of a member, in the order of purchase. Derived from orders for the
-- members that were touched; a row that moved to another member leaves a
-- tombstone. Orders without a member have member_id 0 and no seq.
CREATE TABLE member_orders
(
    brand          LowCardinality(String),
    member_id      UInt64,
    shop           LowCardinality(String),
    order_id       String,
    anchor         UInt64,                           -- the identifier that ties it to the member
    record         UInt64,                           -- what it says of the person (identity_records); 0: nothing
    placed_at      DateTime64(3, 'UTC'),
    date           Date,
    is_purchase    Bool,
    cancelled      Bool,
    revenue        Decimal(18, 4),                   -- total less refunds; 0 when no purchase
    total          Decimal(18, 4),
    discount       Decimal(18, 4),
    shipping       Decimal(18, 4),
    tax            Decimal(18, 4),
    units          Float64,
    cost           Nullable(Decimal(18, 4)),         -- null unless every line's cost is known
    `goods.code`     Array(LowCardinality(String)),  -- of a purchase's lines: sku/<sku>, or id/<product> without one
    `goods.category` Array(LowCardinality(String)),  -- as the line says
    `goods.units`    Array(Decimal(18, 4)),
    `goods.revenue`  Array(Decimal(18, 4)),          -- its share of the revenue; nothing where no line has an amount
    `refunds.date`   Array(Date),
    `refunds.amount` Array(Decimal(18, 4)),
    seq            UInt32,                           -- 1 is the member's first purchase; 0: no purchase
    first_date     Date,                             -- of the member's seq 1
    second_date    Date,                             -- of seq 2; 2149-06-06 when there is none
    prev_date      Date,                             -- purchase date before this one; 1970-01-01: none
    next_date      Date,                             -- purchase date after this one; 2149-06-06: none
    day_last       Bool,                             -- the member's last purchase of that date
    shop_day_last  Bool,                             -- the same within the shop
    shop_next_date Date,
    first_shop     LowCardinality(String),           -- where seq 1 was
    version        UInt64,
    is_deleted     UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY (brand, member_id % 8)
ORDER BY (brand, member_id, shop, order_id);

-- The repurchase cycle that holds from a date on. A row is made once, when its
-- month is first computed, and never remade.
CREATE TABLE cycle_used
(
    brand       LowCardinality(String),
    valid_from  Date,
    cycle_days  Float64,
    source      LowCardinality(String),              -- config, median or fallback
    gaps        UInt64,
    computed_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, valid_from);

-- A member's stages, back to back: [valid_from, valid_to). The last one runs on
-- as far as it would without another purchase.
CREATE TABLE stage_intervals
(
    brand        LowCardinality(String),
    member_id    UInt64,
    valid_from   Date,
    valid_to     Date,
    stage        LowCardinality(String),
    stage_before LowCardinality(String),             -- the last different stage; none: not yet known
    version      UInt64,
    is_deleted   UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY (brand, member_id % 8)
ORDER BY (brand, member_id, valid_from);

-- How far a brand's derived tables follow what was loaded.
CREATE TABLE derivations
(
    brand        LowCardinality(String),
    at           DateTime64(3, 'UTC'),
    settings     String,                             -- hash of the settings it was made with
    cycles       UInt64,                             -- mark of the cycles that the stages stand on
    members      UInt64,                             -- touched
    orders       UInt64,                             -- rows that changed
    changed_from Nullable(Date),                     -- earliest business date that changed
    whole        Bool,                               -- false: noted before it changed anything
    version      UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, version);

-- Loads that were whole when a derivation read them.
CREATE TABLE derived_loads
(
    brand      LowCardinality(String),
    load_id    String,
    version    UInt64,                               -- of the load, as it was then
    derivation UInt64                                -- version of the derivation
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, load_id, version);
-- The numbers, by generation. A generation is invisible until its row in
-- generations says published; of a date, the newest published generation that
-- covers it holds, alone and whole.

CREATE TABLE generations
(
    brand        LowCardinality(String),
    generation   UInt64,
    kind         LowCardinality(String),             -- night or backfill
    from_date    Date,
    to_date      Date,
    state        LowCardinality(String),             -- writing, published, forgotten or dropped
    restates     UInt64,                             -- the derivation whose changes it restates; 0: none
    started_at   DateTime64(3, 'UTC'),
    published_at DateTime64(3, 'UTC'),
    version      UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, generation);

CREATE TABLE kpi_rows
(
    brand       LowCardinality(String),
    date        Date,
    scope       LowCardinality(String),
    metric      LowCardinality(String),
    window      LowCardinality(String),
    value       Nullable(Float64),
    numerator   Nullable(Decimal(38, 4)),
    denominator Nullable(Decimal(38, 4)),
    generation  UInt64,
    computed_at DateTime('UTC') DEFAULT now()
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (brand, date, generation, scope, metric, window);

CREATE TABLE cohort_rows
(
    brand        LowCardinality(String),
    date         Date,                               -- as of
    cohort_month Date,
    month_index  UInt16,
    cohort_size  UInt64,
    members      UInt64,
    orders       UInt64,
    revenue      Decimal(38, 4),
    generation   UInt64
)
ENGINE = MergeTree
ORDER BY (brand, date, generation, cohort_month, month_index);

CREATE TABLE flow_rows
(
    brand      LowCardinality(String),
    date       Date,
    span       UInt16,                               -- days back: 1 or 28
    from       LowCardinality(String),
    to         LowCardinality(String),
    members    UInt64,
    revenue    Decimal(38, 4),                       -- of the last 365 days
    generation UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (brand, date, generation, span, from, to);

-- A target that left the config leaves a tombstone.
CREATE TABLE targets
(
    brand      LowCardinality(String),
    scope      LowCardinality(String),
    metric     LowCardinality(String),
    window     LowCardinality(String),
    from_date  Date,
    value      Float64,
    version    UInt64,
    is_deleted UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (brand, scope, metric, window, from_date);

-- Which generation holds on which date.
CREATE VIEW published AS
SELECT
    brand,
    date,
    max(generation) AS generation
FROM
(
    SELECT
        brand,
        generation,
        arrayJoin(arrayMap(n -> from_date + n, range(toUInt32(to_date - from_date) + 1))) AS date
    FROM generations FINAL
    WHERE state = 'published'
)
GROUP BY brand, date;

CREATE VIEW kpi AS
SELECT
    brand, date, scope, metric, window, value, numerator, denominator, generation, computed_at
FROM kpi_rows
WHERE (brand, date, generation) IN (SELECT brand, date, generation FROM published);

CREATE VIEW stage_flow AS
SELECT brand, date, span, from, to, members, revenue
FROM flow_rows
WHERE (brand, date, generation) IN (SELECT brand, date, generation FROM published);

-- The cohorts as of the last published date.
CREATE VIEW cohort_retention AS
SELECT brand, cohort_month, month_index, cohort_size, members, orders, revenue
FROM cohort_rows
WHERE (brand, date, generation) IN
(
    SELECT brand, max(date), argMax(generation, date) FROM published GROUP BY brand
);

CREATE VIEW identity_members AS
SELECT brand, node, member_id FROM identity_nodes WHERE member_id != 0;

-- The last word of each member on each channel and purpose, whichever of the
-- member's identifiers said it. Of words of one moment and one reading the refusal
-- holds.
CREATE VIEW consents AS
SELECT
    f.brand                                        AS brand,
    n.member_id                                    AS member_id,
    f.channel                                      AS channel,
    f.purpose                                      AS purpose,
    if(argMax(f.granted, (f.at, f.version, NOT f.granted)), 'granted', 'refused') AS state,
    argMax(f.granted, (f.at, f.version, NOT f.granted))                           AS granted,
    argMax(f.source, (f.at, f.version, NOT f.granted, f.source, f.evidence))      AS source,
    max(f.at)                                                                     AS time,
    argMax(f.evidence, (f.at, f.version, NOT f.granted, f.source, f.evidence))    AS evidence
FROM (SELECT * FROM consent_facts FINAL) AS f
INNER JOIN identity_members AS n ON n.brand = f.brand AND n.node = f.node
GROUP BY brand, member_id, channel, purpose;
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
    type        LowCardinality(String),              -- delivered, opened, clicked, bounced, complained, unsubscribed
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
-- The proof of a night.

-- Which records a pull was handed, noted when they are stored: what the gate
-- compares with the tables. Old pulls are not asked about any more.
CREATE TABLE received
(
    brand   LowCardinality(String),
    shop    LowCardinality(String),
    load_id String,
    entity  LowCardinality(String),
    record  String,
    at      DateTime
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, shop, load_id, entity, record)
TTL at + INTERVAL 30 DAY;

-- One row per brand and date; the newest version holds. A certificate is whole
-- when every shop's platform = received = stored, and every campaign's books
-- close: planned = sent + failed + unknown + excluded + held.
CREATE TABLE certificates
(
    brand     LowCardinality(String),
    date      Date,
    whole     Bool,
    reasons   Array(String),                         -- why it is not whole, one sentence each
    shops     String,                                -- the lines of the gate as they were certified, JSON
    campaigns String,                                -- the books of the campaigns as they were certified, JSON
    at        DateTime64(3, 'UTC'),
    version   UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, date);
-- Each number with what it was: the day before, the same weekday of the week
-- before, a month and a year before. [指標體系: 趨勢指標, 購買頻率變化率, 消費金額變化率,
-- 留存率變化率; 目標]
--
-- For windows that end on D, a month is 28 days and a year 364 (the same
-- weekday). For calendar windows it is the same number of elapsed days in the
-- month or year before; a longer month is cut at the earlier one's last day.
-- For `day` also: the mean of the last seven days and of the seven before, the
-- median of the same weekday of the eight weeks before, and how far from it the
-- value lies: 0.6745 (value - median) / MAD, null at MAD 0. A day without orders
-- counts as 0 in sums and counts; a ratio is null there and left out of means.
CREATE VIEW kpi_trend AS
WITH
    series AS
    (
        SELECT
            *,
            multiIf
            (
                window = 'month', addMonths(date, -1),
                window = 'year', addMonths(date, -1),
                date - 28
            )                                                                          AS month_before,
            multiIf
            (
                window = 'month', addYears(date, -1),
                window = 'year', least(addYears(toStartOfYear(date), -1) + (date - toStartOfYear(date)), toStartOfYear(date) - 1),
                date - 364
            )                                                                          AS year_before,
            toInt32(date)                                                              AS day,
            anyOrNull(value) OVER (one RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING)      AS prev_day,
            anyOrNull(value) OVER (one RANGE BETWEEN 7 PRECEDING AND 7 PRECEDING)      AS prev_week,
            if(window = 'day', avgOrNull(value) OVER (one RANGE BETWEEN 6 PRECEDING AND CURRENT ROW), NULL)         AS mean_7d,
            if(window = 'day', avgOrNull(value) OVER (one RANGE BETWEEN 13 PRECEDING AND 7 PRECEDING), NULL)  AS mean_7d_prev,
            if
            (
                window = 'day',
                arrayMap
                (
                    d -> d.2,
                    arrayFilter
                    (
                        d -> d.1 != day AND (day - d.1) % 7 = 0,
                        groupArrayIf((toInt32(date), assumeNotNull(value)), isNotNull(value)) OVER (one RANGE BETWEEN 56 PRECEDING AND CURRENT ROW)
                    )
                ),
                []
            )                                                                          AS same_weekdays
        FROM kpi
        WINDOW one AS (PARTITION BY brand, scope, metric, window ORDER BY toInt32(date))
    )
SELECT
    s.brand AS brand, s.date AS date, s.scope AS scope, s.metric AS metric, s.window AS window, s.value AS value,
    s.prev_day                                                                         AS prev_day,
    s.value - s.prev_day                                                               AS delta_day,
    if(s.prev_day = 0, NULL, (s.value - s.prev_day) / abs(s.prev_day))                 AS change_day,
    s.prev_week                                                                        AS prev_week,
    s.value - s.prev_week                                                              AS delta_week,
    if(s.prev_week = 0, NULL, (s.value - s.prev_week) / abs(s.prev_week))              AS change_week,
    m.value                                                                            AS prev_month,
    s.value - m.value                                                                  AS delta_month,
    if(m.value = 0, NULL, (s.value - m.value) / abs(m.value))                          AS change_month,
    y.value                                                                            AS prev_year,
    s.value - y.value                                                                  AS delta_year,
    if(y.value = 0, NULL, (s.value - y.value) / abs(y.value))                          AS change_year,
    s.mean_7d                                                                          AS mean_7d,
    s.mean_7d_prev                                                                     AS mean_7d_prev,
    if(s.mean_7d_prev = 0, NULL, (s.mean_7d - s.mean_7d_prev) / abs(s.mean_7d_prev))   AS change_7d,
    if(empty(s.same_weekdays), NULL, arrayReduce('quantileExactInclusive(0.5)', s.same_weekdays)) AS median_8w,
    if
    (
        empty(s.same_weekdays),
        NULL,
        arrayReduce('quantileExactInclusive(0.5)', arrayMap(v -> abs(v - assumeNotNull(median_8w)), s.same_weekdays))
    )                                                                                  AS mad_8w,
    if(ifNull(mad_8w, 0) = 0, NULL, 0.6745 * (s.value - median_8w) / mad_8w)           AS robust_z,
    if(isNull(robust_z), false, abs(robust_z) >= 3.5 AND length(s.same_weekdays) >= 6) AS anomaly,
    if(t.metric = '', NULL, toNullable(t.target))                                      AS target,
    if(t.metric = '', NULL, s.value - t.target)                                        AS target_gap
FROM series AS s
LEFT JOIN (SELECT brand, date, scope, metric, window, value FROM kpi) AS m
    ON m.brand = s.brand AND m.scope = s.scope AND m.metric = s.metric AND m.window = s.window AND m.date = s.month_before
LEFT JOIN (SELECT brand, date, scope, metric, window, value FROM kpi) AS y
    ON y.brand = s.brand AND y.scope = s.scope AND y.metric = s.metric AND y.window = s.window AND y.date = s.year_before
LEFT JOIN
(
    SELECT
        k.brand AS brand, k.date AS date, t.scope AS scope, t.metric AS metric, t.window AS window,
        argMax(t.value, t.from_date) AS target
    FROM (SELECT DISTINCT brand, date FROM published) AS k
    INNER JOIN (SELECT * FROM targets FINAL) AS t ON t.brand = k.brand
    WHERE t.from_date <= k.date
    GROUP BY k.brand, k.date, t.scope, t.metric, t.window
) AS t ON t.brand = s.brand AND t.scope = s.scope AND t.metric = s.metric AND t.window = s.window AND t.date = s.date;
-- One row per member who was known on a date, as of that date. Derived from the
-- member's orders and stage intervals; nothing is stored per member and day.
--
-- [RFM], [NASLD], [生命週期: 五個階段, 四類會員], [三大模型: AIPL]. Predictions need a
-- model fit; without one they are null.
--
-- tags, in addition to those of member_signs: cart_abandoned (nothing bought on
-- the cart's date or after), repurchase_due (next_purchase on D..D+3),
-- first_purchase_7d (on D-6..D), near_upgrade (365d revenue within 10 % below the
-- next tier's spend), seed_member (fewer than a tenth of the members with a
-- purchase have more revenue, and the member spoke), high_value (the value tier),
-- at_risk (as member_prediction says). [NASLD: 標籤]
CREATE VIEW member_asof AS
WITH
    (SELECT argMax(cycle_days, valid_from) FROM cycle_used FINAL WHERE brand = {brand:String} AND valid_from <= {date:Date}) AS used,
    (
        SELECT (rfm_window_days, rfm_monetary, recency_cut, orders_cut, money_cut, stage_overlap, fallback_days)
        FROM brand_settings FINAL
        WHERE brand = {brand:String}
        LIMIT 1
    ) AS rules,
    if(used > 0, used, rules.7) AS c,
    (
        SELECT (argMax(recency_bins, version), argMax(orders_bins, version), argMax(money_bins, version))
        FROM brand_settings
        WHERE brand = {brand:String}
    ) AS bins,
    (SELECT argMax(tier_spends, version) FROM brand_settings WHERE brand = {brand:String}) AS tier_spends,
    toInt32({date:Date}) AS today,
    orders AS
    (
        SELECT member_id, date AS bought_on, prev_date, day_last, revenue AS amount
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND seq > 0 AND date <= {date:Date}
    ),
    (SELECT sum(toUInt32(bought_on - prev_date)) / count() FROM orders WHERE day_last AND prev_date != toDate(0)) AS cycle_mean,
    bought AS
    (
        SELECT
            member_id,
            min(bought_on)                                                                AS first_purchase,
            max(bought_on)                                                                AS last_purchase,
            count()                                                                  AS purchases,
            uniqExact(bought_on)                                                          AS purchase_days,
            toDecimal128(sum(amount), 4)                                            AS revenue,
            countIf(rules.1 = 0 OR bought_on > {date:Date} - rules.1)                     AS frequency,
            toDecimal128(sumIf(amount, rules.1 = 0 OR bought_on > {date:Date} - rules.1), 4) AS spent,
            toDecimal128(sumIf(amount, bought_on > {date:Date} - 365), 4)                AS revenue_365d,
            sumIf(amount, bought_on > {date:Date} - 90)                                  AS revenue_90d,
            sumIf(amount, bought_on > {date:Date} - 180 AND bought_on <= {date:Date} - 90)    AS revenue_90d_before,
            arraySort(groupArrayIf(toInt32(bought_on), today - toInt32(bought_on) < 6 * c))    AS near
        FROM orders
        GROUP BY member_id
    ),
    scored AS
    (
        SELECT
            member_id,
            today - toInt32(last_purchase)                                           AS recency,
            toFloat64(toInt128(spent * 10000)) / (10000 * if(rules.2 = 'average', frequency, 1)) AS money,
            count() OVER ()                                                          AS everyone,
            rank() OVER (ORDER BY recency DESC) - 1                                  AS worse_r,
            rank() OVER (ORDER BY frequency) - 1                                     AS worse_f,
            rank() OVER (ORDER BY money) - 1                                         AS worse_m,
            frequency
        FROM bought
        WHERE frequency > 0
    ),
    (
        SELECT
        (
            multiIf(rules.3 = 'mean', sum(recency) / count(), rules.3 = 'median', quantileExactInclusive(0.5)(recency), toFloat64OrZero(rules.3)),
            multiIf(rules.4 = 'mean', sum(frequency) / count(), rules.4 = 'median', quantileExactInclusive(0.5)(frequency), toFloat64OrZero(rules.4)),
            multiIf
            (
                rules.5 = 'mean' AND rules.2 = 'average', avg(money),
                rules.5 = 'mean', (SELECT toFloat64(sum(spent)) / count() FROM bought WHERE frequency > 0),
                rules.5 = 'median', quantileExactInclusive(0.5)(money),
                toFloat64OrZero(rules.5)
            )
        )
        FROM scored
    ) AS cuts,
    (SELECT (count() / uniqExact(member_id), toFloat64(sum(amount)) / count()) FROM orders) AS brand_means,
    interested AS
    (
        SELECT DISTINCT n.member_id AS member_id
        FROM (SELECT node FROM events FINAL WHERE brand = {brand:String} AND date <= {date:Date} AND node != 0
            AND type IN ('page_view', 'product_view', 'add_to_cart', 'login', 'message_click', 'message_clicked')) AS e
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = e.node
    ),
    paths AS
    (
        SELECT
            member_id,
            arrayFirst
            (
                s -> s.2 != now_in,
                arraySort(arrayMap
                (
                    at ->
                    (
                        at,
                        multiIf
                        (
                            rules.6 = 'history'
                                AND arrayCount(d -> at - d >= 3 * c AND at - d < 6 * c, near) >= 2
                                AND arrayCount(d -> at - d < c, near) = 0,                            'sleep',
                            rules.6 = 'history'
                                AND arrayCount(d -> at - d >= 3 * c AND at - d < 6 * c, near) = 1
                                AND arrayCount(d -> at - d < c, near) = 0,                            'lost',
                            arrayCount(d -> at - d < 3 * c, near) >= 2,                               'active',
                            arrayCount(d -> at - d < 3 * c, near) = 1,                                'new',
                            arrayCount(d -> at - d < 6 * c, near) >= 2,                               'sleep',
                            arrayCount(d -> at - d < 6 * c, near) = 1,                                'lost',
                            'deep'
                        )
                    ),
                    arrayFilter
                    (
                        at -> at > today,
                        arrayConcat
                        (
                            arrayMap(d -> d + toInt32(ceil(c)), near),
                            arrayMap(d -> d + toInt32(ceil(3 * c)), near),
                            arrayMap(d -> d + toInt32(ceil(6 * c)), near)
                        )
                    )
                ))
            ) AS next
        FROM
        (
            SELECT b.member_id AS member_id, b.near AS near, toString(s.stage) AS now_in
            FROM bought AS b
            INNER JOIN
            (
                SELECT member_id, stage
                FROM stage_intervals FINAL
                WHERE brand = {brand:String} AND valid_from <= {date:Date} AND valid_to > {date:Date}
            ) AS s ON s.member_id = b.member_id
        )
    )
SELECT
    s.member_id                                                                      AS member_id,
    if(b.purchases = 0, NULL, toNullable(b.first_purchase))                          AS first_purchase,
    if(b.purchases = 0, NULL, toNullable(b.last_purchase))                           AS last_purchase,
    b.purchases                                                                      AS purchases,
    b.purchase_days                                                                  AS purchase_days,
    b.revenue                                                                        AS revenue,
    if(b.purchases = 0, NULL, toNullable(today - toInt32(b.last_purchase)))          AS recency_days,
    b.frequency                                                                      AS frequency,
    if(r.everyone = 0, NULL, toNullable(r.money))                                    AS monetary,
    multiIf
    (
        r.everyone = 0, NULL,
        notEmpty(bins.1), toNullable(toUInt8(5 - arrayCount(bin -> r.recency > bin, bins.1))),
        toNullable(toUInt8(1 + intDiv(5 * r.worse_r, r.everyone)))
    )                                                                                AS r_score,
    multiIf
    (
        r.everyone = 0, NULL,
        notEmpty(bins.2), toNullable(toUInt8(1 + arrayCount(bin -> r.frequency >= bin, bins.2))),
        toNullable(toUInt8(1 + intDiv(5 * r.worse_f, r.everyone)))
    )                                                                                AS f_score,
    multiIf
    (
        r.everyone = 0, NULL,
        notEmpty(bins.3), toNullable(toUInt8(1 + arrayCount(bin -> r.money >= bin, bins.3))),
        toNullable(toUInt8(1 + intDiv(5 * r.worse_m, r.everyone)))
    )                                                                                AS m_score,
    if
    (
        r.everyone = 0,
        '',
        transform
        (
            4 * (r.recency <= cuts.1) + 2 * (r.frequency >= cuts.2) + (r.money >= cuts.3),
            [7, 5, 6, 4, 3, 2, 1, 0],
            ['rfm_vip', 'rfm_attention', 'rfm_frequent', 'rfm_developing', 'rfm_keep', 'rfm_maintain', 'rfm_winback', 'rfm_dormant'],
            ''
        )
    )                                                                                AS rfm_class,
    c                                                                                AS cycle_days,
    toString(s.stage)                                                                AS stage,
    s.valid_from                                                                     AS stage_since,
    toString(s.stage_before)                                                         AS stage_before,
    p.next.2                                                                         AS stage_next,
    if(p.next.1 = 0, NULL, toNullable(toDate(p.next.1)))                             AS stage_next_on,
    multiIf
    (
        b.purchases = 0, 'acquired',
        s.stage = 'deep', 'churned',
        b.purchases = 1, 'activated',
        b.revenue_90d_before > 0 AND toFloat64(b.revenue_90d) >= 1.2 * toFloat64(b.revenue_90d_before), 'growing',
        'retained'
    )                                                                                AS life_phase,
    multiIf
    (
        b.purchases = 0, '',
        s.stage IN ('lost', 'deep'), 'churned',
        b.purchases >= brand_means.1 AND toFloat64(b.revenue) / b.purchases >= brand_means.2, 'high',
        b.purchases >= brand_means.1, 'potential',
        'low'
    )                                                                                AS value_tier,
    multiIf
    (
        b.purchases >= 2 AND today - toInt32(b.last_purchase) < cycle_mean, 'L',
        b.purchases >= 1, 'P',
        s.member_id IN (SELECT member_id FROM interested), 'I',
        'A'
    )                                                                                AS aipl,
    f.p_alive                                                                        AS p_alive,
    f.expected_14d                                                                   AS expected_14d,
    f.clv_365d                                                                       AS clv_365d,
    f.next_purchase                                                                  AS next_purchase,
    nullIf(toString(g.preferred_channel), '')                                        AS preferred_channel,
    arrayDistinct(arrayConcat
    (
        arrayFilter
        (
            tag -> tag != '',
            [
                if(g.born_in_month, 'birthday_month', ''),
                if(g.registered_in_month, 'registered_this_month', ''),
                if(g.cart_on > b.last_purchase, 'cart_abandoned', ''),
                if(ifNull(next_purchase BETWEEN {date:Date} AND {date:Date} + 3, false), 'repurchase_due', ''),
                if(b.purchases > 0 AND b.first_purchase > {date:Date} - 7, 'first_purchase_7d', ''),
                if(value_tier = 'high', 'high_value', ''),
                if(ifNull(f.at_risk, false), 'at_risk', ''),
                if(arrayExists(spend -> b.revenue_365d < spend AND 10 * b.revenue_365d >= 9 * spend, tier_spends), 'near_upgrade', ''),
                if(g.points_expire, 'points_expiring', ''),
                if(g.spoke AND b.purchases > 0 AND 10 * (b.place - 1) < b.buyers, 'seed_member', ''),
                if(g.open_ticket, 'has_open_ticket', '')
            ]
        ),
        g.own_tags
    ))                                                                               AS tags
FROM
(
    SELECT member_id, stage, stage_before, valid_from
    FROM stage_intervals FINAL
    WHERE brand = {brand:String} AND valid_from <= {date:Date} AND valid_to > {date:Date}
) AS s
LEFT JOIN (SELECT *, rank() OVER (ORDER BY revenue DESC) AS place, count() OVER () AS buyers FROM bought) AS b
    ON b.member_id = s.member_id
LEFT JOIN scored AS r ON r.member_id = s.member_id
LEFT JOIN paths AS p ON p.member_id = s.member_id
LEFT JOIN (SELECT * FROM member_signs(brand = {brand:String}, date = {date:Date})) AS g ON g.member_id = s.member_id
LEFT JOIN (SELECT * FROM member_prediction(brand = {brand:String}, date = {date:Date})) AS f ON f.member_id = s.member_id;
-- From which step of AIPL to which the members moved, by generation like every
-- other number.

CREATE TABLE aipl_flow_rows
(
    brand      LowCardinality(String),
    date       Date,
    span       UInt16,                               -- days back: 1 or 28
    from       LowCardinality(String),               -- none, A, I, P or L
    to         LowCardinality(String),
    members    UInt64,
    revenue    Decimal(38, 4),                       -- of the last 365 days
    generation UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (brand, date, generation, span, from, to);

CREATE VIEW aipl_flow AS
SELECT brand, date, span, from, to, members, revenue
FROM aipl_flow_rows
WHERE (brand, date, generation) IN (SELECT brand, date, generation FROM published);
-- What the members are expected to do, by models of how they buy and spend.

-- One row per fit and model, made once and never remade: an older date that is
-- computed again reads what it read before. Of two rows of the same fit, which
-- only a run that was given up can leave, the first holds.
CREATE TABLE model_fits
(
    brand          LowCardinality(String),
    fitted_on      Date,                             -- as of; holds until the next fit
    model          LowCardinality(String),           -- bg_nbd, mbg_nbd or gamma_gamma
    parameters     Map(String, Float64),             -- r, alpha, a, b (weeks); p, q, gamma (brand's currency)
    log_likelihood Float64,
    members        UInt64,
    repeaters      UInt64,                           -- who bought on two days or more
    state          LowCardinality(String),           -- fitted, no_dropout, flat, rule or few
    reason         String,                           -- why it isn't fitted
    computed_at    DateTime64(3, 'UTC'),
    version        UInt64                            -- falls with time
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, fitted_on, model);

-- The fits that hold on the dates from..to, and on which of them. Dates without
-- one, or with one of too few members, have no row.
CREATE VIEW models_used AS
SELECT
    fitted_on,
    greatest(fitted_on, {from:Date})                       AS valid_from,
    least(next_fit - 1, {to:Date})                         AS valid_to,
    bg_nbd['r']                                            AS r,
    bg_nbd['alpha']                                        AS alpha,
    bg_nbd['a']                                            AS a,
    bg_nbd['b']                                            AS b,
    mbg_nbd['r']                                           AS once_r,
    mbg_nbd['alpha']                                       AS once_alpha,
    mbg_nbd['a']                                           AS once_a,
    mbg_nbd['b']                                           AS once_b,
    gamma_gamma['p']                                       AS p,
    gamma_gamma['q']                                       AS q,
    gamma_gamma['gamma']                                   AS gamma
FROM
(
    SELECT
        fitted_on,
        leadInFrame(fitted_on, 1, toDate('2149-06-06')) OVER in_time     AS next_fit,
        bg_nbd,
        mbg_nbd,
        gamma_gamma
    FROM
    (
        SELECT
            fitted_on,
            anyIf(parameters, model = 'bg_nbd')            AS bg_nbd,
            anyIf(parameters, model = 'mbg_nbd')           AS mbg_nbd,
            anyIf(parameters, model = 'gamma_gamma')       AS gamma_gamma
        FROM model_fits FINAL
        WHERE brand = {brand:String} AND fitted_on <= {to:Date}
        GROUP BY fitted_on
    )
    WINDOW in_time AS (ORDER BY fitted_on ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
WHERE next_fit > {from:Date} AND notEmpty(bg_nbd);

-- How likely members of x repeat purchases are to leave, for each fit: points p
-- of Beta(a, b + x) with their weights, over p. One who is alive makes
--
--     sum(weight * (1 - (1 + p * time) ^ -(r + x)))
--
-- purchases in the days to come, time = days / 7 / (alpha + T); the odds of having
-- left are odds * ((alpha + T) / (alpha + t_x)) ^ (r + x). At x = 0 the parameters
-- are those of MBG/NBD, where one purchase has been survived. Why these points:
-- package predict, curve.go, which takes twice as many. Where a = 0 nobody leaves,
-- and the one point stands for the limit.
CREATE VIEW model_curves AS
SELECT
    fitted_on,
    x,
    shape,
    scale,
    odds,
    if(leaves = 0, [1e-290], arrayMap(l -> greatest(exp(-l), 1e-290), log_leave))                        AS points,
    if(leaves = 0, [1e290], arrayMap((d, point) -> d / arraySum(density) / point, density, points))      AS weights
FROM
(
    SELECT
        *,
        arrayMap((v, s, l) -> exp(peak - leaves * l - stays * s) * cosh(v), steps, log_stay, log_leave)  AS density
    FROM
    (
        SELECT
            *,
            leaves * log1p(stays / leaves) + stays * log1p(leaves / stays)                               AS peak,
            arrayMap(u -> greatest(u, 0) + log1p(exp(-abs(u))), logits)                                  AS log_stay,
            arrayMap(u -> greatest(-u, 0) + log1p(exp(-abs(u))), logits)                                 AS log_leave
        FROM
        (
            SELECT
                *,
                least(spread, 2.5)                                                                       AS width,
                -asinh(28 * (1 / leaves + spread / 4) / width)                                           AS low,
                asinh(28 * (1 / stays + spread / 4) / width)                                             AS high,
                arrayMap(i -> low + (high - low) * i / 200, range(201))                                  AS steps,
                arrayMap(v -> log(leaves / stays) + width * sinh(v), steps)                              AS logits
            FROM
            (
                SELECT
                    fitted_on,
                    toUInt32(n.number)                                                                   AS x,
                    if(x = 0, once_r, r) + x                                                             AS shape,
                    if(x = 0, once_alpha, alpha)                                                         AS scale,
                    if(x = 0, once_a, a)                                                                 AS leaves,
                    if(x = 0, once_b + 1, b + x)                                                         AS stays,
                    leaves / (stays - 1)                                                                 AS odds,
                    sqrt(1 / leaves + 1 / stays)                                                         AS spread
                FROM models_used(brand = {brand:String}, from = {from:Date}, to = {to:Date})
                CROSS JOIN
                (
                    SELECT number
                    FROM numbers(100000)
                    WHERE number < (SELECT max(seq) FROM member_orders WHERE brand = {brand:String} AND date <= {to:Date})
                ) AS n
            )
        )
    )
);

-- What each member with a purchase is expected to do, as of a date.
--
-- p_alive, expected_14d: BG/NBD for who bought on two days or more, MBG/NBD for
-- the others, by the fit that holds on the date. clv_365d: the purchases expected
-- in 365 days times the Gamma-Gamma mean; who has no repeat spend gets that of the
-- population. Null without a fit.
-- next_purchase: the last purchase and the gap at which the member bought until
-- then, (alpha + t_x) / (r + x) weeks, at least a day and at most the 90th
-- percentile of first gaps: within it nine of ten of those who came back once had
-- come. Without a fit the gap is the member's own mean, of one-time buyers the
-- median first gap. Null until somebody has come back.
-- at_risk: p_alive below prediction.at_risk; null where the mean p_alive is above
-- 0.99, since it distinguishes nobody then.
CREATE VIEW member_prediction AS
WITH
    toInt32({date:Date})                                                                 AS today,
    ifNull((SELECT argMaxOrNull(at_risk, version) FROM brand_settings WHERE brand = {brand:String}), 0.5) AS threshold,
    (
        SELECT (count(), quantileExactInclusive(0.5)(gap), quantileExactInclusive(0.9)(gap))
        FROM
        (
            SELECT toInt32(date) - toInt32(prev_date) AS gap
            FROM member_orders FINAL
            WHERE brand = {brand:String} AND day_last AND prev_date = first_date AND date <= {date:Date}
        )
    ) AS first_gaps,
    (SELECT (any(p), any(q), any(gamma)) FROM models_used(brand = {brand:String}, from = {date:Date}, to = {date:Date})) AS spend
SELECT
    member_id,
    if(scale = 0, NULL, toNullable(alive))                                               AS p_alive,
    if(scale = 0, NULL, toNullable(alive * in_14d))                                      AS expected_14d,
    if(scale = 0 OR spend.1 = 0, NULL, toNullable(alive * in_365d * mean_spend))         AS clv_365d,
    if(first_gaps.1 = 0, NULL, toNullable(toDate(last_day + toInt32(round(greatest(1, least(gap, first_gaps.3))))))) AS next_purchase,
    if(scale = 0 OR avg(alive) OVER () > 0.99, NULL, toNullable(toBool(alive < threshold))) AS at_risk
FROM
(
    SELECT
        member.1                                                                         AS member_id,
        member.2                                                                         AS recency,
        member.3                                                                         AS spent,
        today - age + recency                                                            AS last_day,
        scale,
        in_14d,
        in_365d,
        1 / (1 + odds * least(pow((scale + age / 7) / (scale + recency / 7), shape), 1e300)) AS alive,
        if
        (
            x > 0 AND spent > 0,
            spend.1 * (spend.3 + spent) / (spend.1 * x + spend.2 - 1),
            spend.1 * spend.3 / (spend.2 - 1)
        )                                                                                AS mean_spend,
        multiIf(scale > 0, (7 * scale + recency) / shape, x > 0, recency / x, first_gaps.2) AS gap
    FROM
    (
        SELECT
            *,
            arrayMap(point -> least(shape * log1p(point * 2 / (scale + age / 7)) / 2, 20), points)           AS half_14d,
            arrayMap(point -> least(shape * log1p(point * 365 / 7 / (scale + age / 7)) / 2, 20), points)     AS half_365d,
            -- 2 e^-h sinh(h) is 1 - e^-2h, exact also where that is tiny.
            arraySum((h, weight) -> 2 * exp(-h) * sinh(h) * weight, half_14d, weights)                       AS in_14d,
            arraySum((h, weight) -> 2 * exp(-h) * sinh(h) * weight, half_365d, weights)                      AS in_365d
        FROM
        (
            SELECT
                l.x                                                                      AS x,
                l.age                                                                    AS age,
                l.alike                                                                  AS alike,
                ifNull(c.shape, 0)                                                       AS shape,
                ifNull(c.scale, 0)                                                       AS scale,
                ifNull(c.odds, 0)                                                        AS odds,
                c.points                                                                 AS points,
                c.weights                                                                AS weights
            FROM
            (
                SELECT x, age, groupArray((id, recency, spent)) AS alike
                FROM
                (
                    SELECT
                        member_id                                                        AS id,
                        toUInt32(countIf(day_last) - 1)                                  AS x,
                        toInt32(max(date)) - toInt32(min(date))                          AS recency,
                        toInt32({date:Date}) - toInt32(min(date))                        AS age,
                        toFloat64(sumIf(revenue, date > first_date))                     AS spent
                    FROM member_orders FINAL
                    WHERE brand = {brand:String} AND seq > 0 AND date <= {date:Date}
                    GROUP BY member_id
                )
                GROUP BY x, age
            ) AS l
            LEFT JOIN model_curves(brand = {brand:String}, from = {date:Date}, to = {date:Date}) AS c ON c.x = l.x
        )
    )
    ARRAY JOIN alike AS member
);
-- What is known of members in addition to their orders.

-- One row per member of whom there is something to tell as of a date. Each source
-- is cut down to the few records that matter before members are joined to them.
-- member_asof makes its tags of it.
--
-- born_in_month, registered_in_month: the month is that of the date.
-- points_expire: some of the points end within the next 30 days.
-- cart_on: the last cart or checkout of the last 7 days; 1970-01-01: none.
-- spoke: reviewed something or invited somebody, ever.
-- open_ticket: a ticket that was not closed at that moment or later, by its id;
-- tickets without an id are open as long as more were opened than closed.
-- preferred_channel: where the member clicked or answered most within 365 days,
-- then where last, then by name. Opens say nothing: mail proxies fake them.
-- own_tags: as the platforms have them now. [NASLD: 標籤]
CREATE VIEW member_signs AS
WITH
    ifNull((SELECT argMaxOrNull(timezone, version) FROM brand_settings WHERE brand = {brand:String} AND timezone != ''), 'UTC') AS zone,
    said AS
    (
        SELECT node, type, at, date, properties
        FROM events FINAL
        WHERE brand = {brand:String} AND date <= {date:Date} AND
        (
            type IN ('ticket_opened', 'ticket_closed')
            OR type IN ('review', 'invited', 'referral') AND node != 0
            OR type IN ('add_to_cart', 'checkout_started') AND node != 0 AND date > {date:Date} - 7
            OR type IN ('message_click', 'message_clicked', 'message_reply', 'message_replied') AND node != 0 AND date > {date:Date} - 365
        )
    ),
    tickets AS
    (
        SELECT
            arrayJoin(groupArrayIf((node, at), type = 'ticket_opened'))      AS opened,
            maxIf(at, type = 'ticket_closed')                                AS closed_at
        FROM said
        WHERE type IN ('ticket_opened', 'ticket_closed') AND properties['ticket_id'] != ''
        GROUP BY properties['ticket_id']
    ),
    signs AS
    (
        SELECT node, 'cart' AS sign, '' AS channel, at, date, toInt64(1) AS weight
        FROM said
        WHERE type IN ('add_to_cart', 'checkout_started')
        UNION ALL
        SELECT DISTINCT node, 'voice', '', toDateTime64(0, 3, 'UTC'), toDate(0), toInt64(1)
        FROM said
        WHERE type IN ('review', 'invited', 'referral')
        UNION ALL
        SELECT opened.1, 'ticket', '', toDateTime64(0, 3, 'UTC'), toDate(0), toInt64(1)
        FROM tickets
        WHERE opened.2 > closed_at
        UNION ALL
        SELECT node, 'nameless', '', toDateTime64(0, 3, 'UTC'), toDate(0), if(type = 'ticket_opened', toInt64(1), toInt64(-1))
        FROM said
        WHERE type IN ('ticket_opened', 'ticket_closed') AND properties['ticket_id'] = ''
        UNION ALL
        SELECT
            node,
            'answer',
            if(lower(properties['channel']) IN ('email', 'mail', 'e-mail'), 'edm', lower(properties['channel'])) AS by,
            at,
            toDate(0),
            toInt64(1)
        FROM said
        WHERE type IN ('message_click', 'message_clicked', 'message_reply', 'message_replied') AND by != ''
        UNION ALL
        SELECT member_id, 'answer', toString(channel), at, toDate(0), toInt64(1)
        FROM message_events FINAL
        WHERE brand = {brand:String} AND type IN ('clicked', 'replied') AND channel != ''
            AND toDate(at, zone) > {date:Date} - 365 AND toDate(at, zone) <= {date:Date}
    ),
    reported AS
    (
        SELECT n.member_id AS member_id, s.sign AS sign, s.channel AS channel, s.at AS at, s.date AS date, s.weight AS weight
        FROM signs AS s
        INNER JOIN
        (
            SELECT node, member_id
            FROM identity_nodes
            WHERE brand = {brand:String} AND member_id != 0 AND node IN (SELECT node FROM signs)
        ) AS n ON n.node = s.node
    )
SELECT
    member_id,
    max(born)                                     AS born_in_month,
    max(joined)                                   AS registered_in_month,
    max(expiring)                                 AS points_expire,
    max(carted)                                   AS cart_on,
    max(voiced)                                   AS spoke,
    max(waiting)                                  AS open_ticket,
    max(preferred)                                AS preferred_channel,
    max(own)                                      AS own_tags
FROM
(
    SELECT
        member_id,
        substring(birth_date, -5, 2) = substring(toString({date:Date}), 6, 2)                       AS born,
        ifNull(registered_on BETWEEN toStartOfMonth({date:Date}) AND {date:Date}, false)            AS joined,
        arrayExists(on -> on > {date:Date} AND on <= {date:Date} + 30, points_expire_on)            AS expiring,
        toDate(0)                                                                                   AS carted,
        false                                                                                       AS voiced,
        false                                                                                       AS waiting,
        ''                                                                                          AS preferred,
        tags                                                                                        AS own
    FROM members
    WHERE brand = {brand:String} AND (born OR joined OR expiring OR notEmpty(tags))

    UNION ALL

    SELECT
        member_id,
        false,
        false,
        false,
        maxIf(date, sign = 'cart'),
        countIf(sign = 'voice') > 0,
        countIf(sign = 'ticket') > 0 OR sumIf(weight, sign = 'nameless') > 0,
        '',
        []
    FROM reported
    WHERE sign != 'answer'
    GROUP BY member_id

    UNION ALL

    SELECT member_id, false, false, false, toDate(0), false, false, argMin(channel, (-answers, -last_ms, channel)), []
    FROM
    (
        SELECT member_id, channel, toInt64(count()) AS answers, toUnixTimestamp64Milli(max(at)) AS last_ms
        FROM reported
        WHERE sign = 'answer'
        GROUP BY member_id, channel
    )
    GROUP BY member_id
)
GROUP BY member_id;

-- The products of the last 365 days; recommend/products.sql makes them and their
-- links for the last date of a generation.
CREATE TABLE products_sold
(
    brand         LowCardinality(String),
    date          Date,
    product       String,                            -- sku, or the product's id without one
    category      String,                            -- of the last line with one
    buyers        UInt64,
    repeat_buyers UInt64,                            -- who bought it on several dates
    generation    UInt64
)
ENGINE = MergeTree
ORDER BY (brand, date, generation, product);

CREATE TABLE product_links
(
    brand      LowCardinality(String),
    date       Date,
    reason     String,                               -- together:<product> or popular:<category>
    product    String,
    score      Float64,
    again      Bool,                                 -- a consumable: also for who has bought it
    generation UInt64
)
ENGINE = MergeTree
ORDER BY (brand, date, generation, reason, product);

-- Up to five products for each member with a purchase, as of the last published
-- date: what goes best with one of the 20 products that the member bought last,
-- then what is popular in the category of most of these. What the member bought
-- before is left out unless it is a consumable. Derived when it is read: only
-- products are stored, not members times products. Ask for a brand, or for members
-- of it. [NASLD: 推薦]
CREATE VIEW recommendations AS
WITH
    latest AS
    (
        SELECT brand AS of_brand, max(date) AS on_date, argMax(generation, date) AS of_generation
        FROM published
        GROUP BY brand
    ),
    bought AS
    (
        SELECT p.brand AS brand, p.member_id AS member_id, p.product AS product, max(p.bought_on) AS last_on
        FROM
        (
            SELECT
                m.brand AS brand,
                m.member_id AS member_id,
                m.date AS bought_on,
                arrayJoin(arrayFilter(p -> p != '', arrayMap(code -> substring(code, position(code, '/') + 1), m.codes))) AS product
            FROM (SELECT brand, member_id, date, `goods.code` AS codes FROM member_orders FINAL WHERE seq > 0 AND notEmpty(`goods.code`)) AS m
        ) AS p
        INNER JOIN latest AS d ON d.of_brand = p.brand
        WHERE p.bought_on <= d.on_date
        GROUP BY p.brand, p.member_id, p.product
    ),
    people AS
    (
        SELECT
            b.brand                                                                           AS brand,
            b.member_id                                                                       AS member_id,
            groupArray(b.product)                                                             AS owned,
            arraySlice(arraySort(groupArray((-toInt32(b.last_on), b.product, s.category))), 1, 20) AS basket,
            arrayFilter(c -> c != '', arrayMap(p -> p.3, basket))                             AS categories,
            arraySort(c -> (-toInt64(countEqual(categories, c)), c), categories)[1]           AS favourite
        FROM bought AS b
        LEFT JOIN
        (
            SELECT brand, product, category
            FROM products_sold
            WHERE (brand, date, generation) IN (SELECT of_brand, on_date, of_generation FROM latest)
        ) AS s ON s.brand = b.brand AND s.product = b.product
        GROUP BY b.brand, b.member_id
    ),
    ranked AS
    (
        SELECT
            r.brand                                                                           AS brand,
            r.member_id                                                                       AS member_id,
            l.product                                                                         AS product,
            min((startsWith(l.reason, 'popular:'), -l.score, l.reason))                       AS best
        FROM
        (
            SELECT
                brand,
                member_id,
                owned,
                arrayJoin(arrayPushBack(arrayMap(p -> concat('together:', p.2), basket), concat('popular:', favourite))) AS reason
            FROM people
        ) AS r
        INNER JOIN
        (
            SELECT brand, reason, product, score, again
            FROM product_links
            WHERE (brand, date, generation) IN (SELECT of_brand, on_date, of_generation FROM latest)
        ) AS l ON l.brand = r.brand AND l.reason = r.reason
        WHERE l.again OR NOT has(r.owned, l.product)
        GROUP BY r.brand, r.member_id, l.product
    )
SELECT brand, member_id, product, -best.2 AS score, best.3 AS why, toUInt8(place) AS position
FROM
(
    SELECT brand, member_id, product, best, row_number() OVER (PARTITION BY brand, member_id ORDER BY best, product) AS place
    FROM ranked
)
WHERE place <= 5;
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
-- What the two deep views return for the last published date of a brand, stored so
-- that reading it is instant. Package snapshot writes a partition when a generation is
-- published, and reads it only while its stamp is the present one. These are caches:
-- a migration that changes a view makes its table again, by these words. The date
-- before stays for who is just about to read it.

CREATE TABLE trend_snapshots
ENGINE = MergeTree
PARTITION BY (brand, date)
ORDER BY (scope, metric, window)
EMPTY AS
SELECT toUInt64(0) AS stamp, * FROM kpi_trend;

CREATE TABLE member_snapshots
ENGINE = MergeTree
PARTITION BY (brand, date)
ORDER BY member_id
EMPTY AS
SELECT toUInt64(0) AS stamp, toLowCardinality('') AS brand, toDate(0) AS date, * FROM member_asof(brand = '', date = '1970-01-01');
-- How many deliveries a campaign's plan came to, next to the deliveries themselves:
-- a ledger that lost some can't pass for a smaller campaign.
ALTER TABLE campaign_runs ADD COLUMN IF NOT EXISTS planned UInt64 COMMENT '0 until the plan is whole';
