-- Whether campaigns addressed anybody of whom a date of the range may tell.
SELECT toBool(count() > 0)
FROM {addressed:Identifier};
