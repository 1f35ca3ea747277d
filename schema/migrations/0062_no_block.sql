-- A block of a campaign is a range of its members' ids: what names it is asked of the id,
-- and stands nowhere next to it, where it could differ.
ALTER TABLE deliveries DROP COLUMN IF EXISTS block;
