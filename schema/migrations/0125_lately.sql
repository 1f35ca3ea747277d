-- Ticks ask what happened lately, of tables that are ordered by what it happened to: parts, and
-- ranges of them, in which all is older are not read.
ALTER TABLE events ADD INDEX IF NOT EXISTS by_moment at TYPE minmax GRANULARITY 1;
ALTER TABLE orders ADD INDEX IF NOT EXISTS by_date date TYPE minmax GRANULARITY 1;
