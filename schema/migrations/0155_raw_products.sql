-- Products and events as the shop gave them, next to what was read of them. A product's
-- record stands at the first of its SKUs; a variant that is a record of its own has it at its
-- own. Events of files and of the shop's pages have none.
ALTER TABLE products
    ADD COLUMN IF NOT EXISTS raw String CODEC(ZSTD(3)) AFTER is_deleted;

ALTER TABLE events
    ADD COLUMN IF NOT EXISTS raw String CODEC(ZSTD(3)) AFTER properties;
