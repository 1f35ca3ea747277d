-- Members come into journeys by events, too, once for each key, and are led between the
-- nights: a move knows its moment, and in which run its message goes.
ALTER TABLE journey_moves
    ADD COLUMN IF NOT EXISTS entry_key String COMMENT 'of the event by which the member came in; empty: by an audience',
    ADD COLUMN IF NOT EXISTS moment DateTime64(3, 'UTC') COMMENT 'from which the next wait of hours counts; of coming in by an event, when it happened',
    ADD COLUMN IF NOT EXISTS run String COMMENT 'the run in which the message goes, of a tick; empty: the one of the night',
    ADD COLUMN IF NOT EXISTS cause String COMMENT 'the event by which the member came in: shop/id',
    MODIFY ORDER BY (brand, walk, journey, member_id, entry, seq, entry_key);

-- The last tick of each journey.
CREATE TABLE journey_ticks
(
    brand   LowCardinality(String),
    journey LowCardinality(String),
    moment  DateTime64(3, 'UTC') COMMENT 'up to which it went',
    date    Date COMMENT 'the business date whose numbers it read',
    at      DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(moment)
ORDER BY (brand, journey);
