-- What was made of a small first history and is kept, as it was certified.
ALTER TABLE certificates ADD COLUMN IF NOT EXISTS kept String COMMENT 'the cycle and the fits that stand on a small first history, JSON';
