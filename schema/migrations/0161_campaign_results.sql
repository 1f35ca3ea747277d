-- What came of the campaigns of the last weeks, as the night of a date counted it for its report:
-- the console shows it and joins the deliveries with all purchases only where somebody asks for
-- that.
CREATE TABLE campaign_results
(
    brand     LowCardinality(String),
    date      Date COMMENT 'as of which purchases count, and up to which deliveries',
    from_date Date COMMENT 'of the deliveries',
    counted   String COMMENT 'a line per campaign, channel and variant, as JSON',
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (brand, date);
