-- What people decided about whole journeys; the last one holds. A journey of which nothing is
-- decided goes on.
CREATE TABLE journey_decisions
(
    brand     LowCardinality(String),
    journey   LowCardinality(String),
    decision  LowCardinality(String) COMMENT 'pause, resume or end',
    campaigns Array(String) COMMENT 'which the journey sends: while it is paused or ended none of their messages goes',
    by        String COMMENT 'the person who decided',
    note      String,
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, journey, at);
