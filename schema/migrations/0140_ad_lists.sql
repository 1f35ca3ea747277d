-- Who is on a customer list of an ad platform, as far as it was sent: by the hashes that the
-- platform knows people by. A row stands here before anybody is put onto the list and until
-- they were taken off, so that nobody is on it who doesn't stand here.
CREATE TABLE ad_list_people
(
    brand   LowCardinality(String),
    list    LowCardinality(String),
    email   String COMMENT 'SHA-256 of the address, as the platform wants it written; empty: none',
    phone   String COMMENT 'SHA-256 of the number, as the platform wants it written; empty: none',
    state   Enum8('adding' = 1, 'on' = 2) COMMENT 'adding: it is not known that the platform said yes',
    at      DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, list, email, phone);

-- Who belongs on a list, as one synchronising found it.
CREATE TABLE ad_list_wanted
(
    brand LowCardinality(String),
    list  LowCardinality(String),
    run   UInt64 COMMENT 'of which synchronising',
    email String,
    phone String,
    at    DateTime
)
ENGINE = MergeTree
ORDER BY (brand, list, run, email, phone)
TTL at + INTERVAL 2 DAY;
