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
