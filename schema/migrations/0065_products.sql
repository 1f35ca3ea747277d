-- What a message shows of a product: its page, its picture, what it costs and in which
-- language its title is.
ALTER TABLE products
    ADD COLUMN IF NOT EXISTS url String AFTER cost,
    ADD COLUMN IF NOT EXISTS image String AFTER url,
    ADD COLUMN IF NOT EXISTS price Nullable(Decimal(18, 4)) AFTER image,
    ADD COLUMN IF NOT EXISTS locale LowCardinality(String) AFTER price;
