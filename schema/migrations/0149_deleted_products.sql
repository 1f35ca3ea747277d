-- What a shop says that it sells no more: its category and cost stay for the lines of before,
-- and it has no page.
ALTER TABLE products
    ADD COLUMN IF NOT EXISTS is_deleted UInt8 AFTER locale;
