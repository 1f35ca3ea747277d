-- Which of these functions a predicate may not call. It may call those that make a
-- value out of values: none that reads a table, a dictionary, a file or the server,
-- none that waits, throws, draws by chance or makes several rows of one.
WITH
    allowed AS
    (
        SELECT f.name AS allowed_name, f.case_insensitive AS any_case
        FROM system.functions AS f
        LEFT JOIN system.functions AS original ON original.name = f.alias_to
        WHERE NOT f.is_aggregate
          AND f.origin = 'System'
          AND if(f.alias_to = '', f.categories, original.categories) IN
          (
              'Arithmetic', 'Arrays', 'Bit', 'Comparison', 'Conditional', 'Dates and Times', 'Encoding', 'Hash', 'JSON', 'Logical',
              'Map', 'Mathematical', 'Null', 'Rounding', 'String', 'String Replacement', 'String Search', 'String Splitting',
              'Tuple', 'Type Conversion', 'URL'
          )
          AND if(f.alias_to = '', f.name, f.alias_to) NOT IN
          (
              'arrayJoin', 'arrayPartialShuffle', 'arrayRandomSample', 'arrayReduce', 'arrayReduceInRanges', 'arrayShuffle', 'chdb',
              'naiveBayesNgrams'
          )
        UNION ALL
        SELECT arrayJoin(['lambda', 'caseWithExpression', 'transform']), false
    )
SELECT name
FROM (SELECT arrayJoin({names:Array(String)}) AS name)
WHERE name NOT IN (SELECT allowed_name FROM allowed)
  AND lower(name) NOT IN (SELECT lower(allowed_name) FROM allowed WHERE any_case)
ORDER BY name
