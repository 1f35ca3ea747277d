-- The derived orders of the brand as they stand: the parts of member_orders
-- themselves, linked and not copied, so that all metrics of a generation agree
-- with each other no matter what is derived meanwhile. superseded.sql then takes out what
-- FINAL would.
CREATE TABLE {facts:Identifier} AS member_orders
ENGINE = MergeTree
PARTITION BY (brand, member_id % 8)
ORDER BY (brand, member_id, shop, order_id)
-- Merging them would be copying after all, and superseded.sql tells rows apart by their parts.
SETTINGS
    max_bytes_to_merge_at_max_space_in_pool = 1,
    max_bytes_to_merge_at_min_space_in_pool = 1,
    number_of_free_entries_in_pool_to_execute_mutation = 1;
