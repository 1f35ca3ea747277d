package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/predicate"
	"regulars/schema/schematest"
)

func TestCheckPredicate(t *testing.T) {
	t.Parallel()
	db := schematest.Open(t)
	for _, good := range []string{"purchases >= 3 AND revenue > 1000", "has(tags, 'vip') -- who pays", "stage IN ('sleep', 'lost')", "", "1 = 1"} {
		require.NoError(t, ledger.CheckPredicate(t.Context(), db, "acme", good), good)
	}
	for bad, says := range map[string]string{
		"purchaces >= 3":           "purchaces` (maybe you meant purchases); the columns are member_id",
		"purchases > 'many'":       "Cannot convert string",
		"purchases >":              "Syntax error",
		"likes_tea(member_id)":     "calls likes_tea",
		"1 = 1) OR (1 = 1":         "closes a parenthesis",
		"purchases; DROP TABLE x":  "Syntax error",
		"(SELECT max(email)) = ''": "holds a SELECT",
	} {
		err := ledger.CheckPredicate(t.Context(), db, "acme", bad)
		require.ErrorContains(t, err, says, bad)
		require.NotContains(t, err.Error(), "scope", bad)
	}
	remembersPredicates(t, db)
}

// remembersPredicates looks at a predicate once where it is to be remembered: the second time no
// database is asked. What was refused is asked again.
func remembersPredicates(t *testing.T, db *schema.DB) {
	ctx := predicate.Remember(t.Context())
	first, err := predicate.Normalise(ctx, db, "purchases   = 1")
	require.NoError(t, err)
	again, err := predicate.Normalise(ctx, nil, "purchases   = 1")
	require.NoError(t, err)
	require.Equal(t, first, again)
	for range 2 {
		_, err = predicate.Normalise(ctx, db, "1 = 1) OR (1 = 1")
		require.Error(t, err)
	}
	require.Panics(t, func() { _, _ = predicate.Normalise(t.Context(), nil, "purchases   = 1") }, "elsewhere it is looked at each time")
}

func TestCheckPredicateBeforeThereAreTables(t *testing.T) {
	db, err := schema.Open(t.Context(), schematest.Options(t))
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	defer func() { _ = db.Drop(t.Context()) }()
	require.ErrorIs(t, ledger.CheckPredicate(t.Context(), db, "acme", "1 = 1"), ledger.ErrNoTables)
}

// attacks are predicates that would address people whom the campaign doesn't
// mean, read what isn't the brand's, or take for ever.
var attacks = []string{
	// Out of the parentheses.
	"1) OR (1 = 1",
	"1 = 0) OR (2 = 2 -- ",
	"1 = 0 -- (\n) OR (2 = 2 -- )",
	"1 = 0 /* ( */) OR (2 = 2",
	"1 = 0 # (\n) OR (2 = 2",
	"'a' = $$'$$) OR ('b' != $$'$$",
	"'a' = $tag$'$tag$) OR ('b' != $tag$'$tag$",
	"'a' = '\\') OR (\\''='",
	"1 = 0), (1 = 1",
	"1 = 0, 1 = 1",
	"`) OR (1 = 1` = 1",
	"\") OR (1 = 1\" = 1",
	"1 = 1) AS member_id, (1",
	"(1 = 0",
	"1 = 0)",
	"1 /* x",
	"'",
	"$$",
	// More than a condition.
	"1; DROP TABLE members",
	"1) UNION ALL SELECT (1",
	"1) UNION ALL SELECT identity(1",
	"1) FROM members WHERE (1",
	"1) SETTINGS readonly = 0, max_threads = (1",
	"1) FORMAT Null -- ",
	"1) INTO OUTFILE 'x' -- ",
	"1) LIMIT (1",
	"1) OR 1 IN (SELECT member_id FROM members WHERE identity(1",
	"DISTINCT 1",
	"*",
	"members.*",
	"COLUMNS('.*')",
	"(purchases > 0 AS entered)",
	"sum(purchases) OVER () > 0",
	"count() > 0",
	// Other tables, other brands, files, the network, the server.
	"member_id IN (SELECT member_id FROM members)",
	"member_id IN members",
	"member_id NOT IN deliveries",
	"member_id GLOBAL IN ((members))",
	"`in`(member_id, members)",
	"notNullIn(member_id, members)",
	"member_id IN system.tables",
	"member_id IN numbers(10)",
	"member_id IN url('http://127.0.0.1:1/', CSV, 'x UInt64')",
	"member_id IN remote('127.0.0.1', system.one)",
	"EXISTS (SELECT 1)",
	"member_id = ANY (SELECT 1)",
	"(SELECT count() FROM system.tables) > 0",
	"(WITH 1 AS x SELECT x) = 1",
	"file('/etc/passwd') != ''",
	"dictGet('d', 'x', member_id) = 1",
	"joinGet('t', 'x', member_id) = 1",
	"hasColumnInTable(currentDatabase(), 'members', 'email')",
	"currentUser() = 'default'",
	"hostName() != ''",
	"getSetting('max_threads') > 0",
	"getServerSetting('path') != ''",
	"getMacro('x') != ''",
	"catboostEvaluate('/x', 1) > 0",
	"@@version != ''",
	"serverUUID() = serverUUID()",
	"aiGenerate('x') != ''",
	// What the statement itself knows.
	"{k0:UInt64} > 0",
	"{brand:String} = 'acme'",
	"{text:String} = ''",
	// Time, chance and rows.
	"sleep(3) = 0",
	"SLEEPEACHROW(0.01) = 0",
	"throwIf(1)",
	"rand() % 2 = 0",
	"arrayJoin([1, 1, 1]) = 1",
	"unnest([1, 1, 1]) = 1",
	"arrayReduce('sum', [1]) = 1",
	strings.Repeat("(", 60_000) + "1" + strings.Repeat(")", 60_000),
	strings.Repeat("(", 60_000),
	strings.Repeat("[", 60_000) + strings.Repeat("]", 60_000),
	strings.Repeat("NOT ", 20_000) + "1",
	strings.Repeat("-", 60_000) + "1",
	strings.Repeat("if(1,1,", 10_000) + "1" + strings.Repeat(")", 10_000),
	"1 = 1" + strings.Repeat(" ", 100_000),
}

// Nothing that a predicate says reaches more than the members' own columns.
func TestPredicatesStayInside(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(20)...)
	l.add("other", reachable(30))
	tried := 0
	for i, where := range attacks {
		tried++
		p := planOf(fmt.Sprint("attack-", i))
		p.Audience.Classes = []string{"nobody"} // whom the attack must not get past
		p.Audience.Where = where
		shown := fmt.Sprintf("%.80q", where)
		began := time.Now()
		reach, err := l.Audience(t.Context(), p)
		var refused *ledger.PredicateError
		assert.ErrorAs(t, err, &refused, shown)
		assert.Zero(t, reach, shown)
		assert.Less(t, time.Since(began), 20*time.Second, shown)
		if i%20 > 0 {
			continue // the other ways in go through the same
		}

		_, _, err = l.Plan(t.Context(), p)
		assert.ErrorAs(t, err, &refused, shown)
		_, err = l.Preview(t.Context(), p)
		assert.ErrorAs(t, err, &refused, shown)
		err = l.EachOfAudience(t.Context(), p, func(ledger.AudienceMember) error { return errors.New("reached") })
		assert.ErrorAs(t, err, &refused, shown)
		assert.ErrorAs(t, ledger.CheckPredicate(t.Context(), l.db, "acme", where), &refused, shown)
	}
	require.Greater(t, tried, 70)
	var written uint64
	require.NoError(t, l.conn.QueryRow(t.Context(), "SELECT count() FROM deliveries").Scan(&written))
	require.Zero(t, written)
}

// A predicate means within the statement what it means alone.
func TestSanePredicatesWork(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(10)...)
	l.exec("ALTER TABLE audience_members UPDATE tags = ['vip', 'it\\'s`\\\\n'] WHERE 1 SETTINGS mutations_sync = 1")
	l.exec("CREATE OR REPLACE VIEW member_asof AS SELECT * FROM audience_members WHERE brand = {brand:String} AND {date:Date} = {date:Date}")
	l.exec("ALTER TABLE audience_members UPDATE purchases = 9 WHERE member_id = ? SETTINGS mutations_sync = 1", memberID(0))
	for where, want := range map[string]uint64{
		"":                                                    10,
		"1 = 1":                                               10,
		"purchases >= 3 AND revenue > 1000":                   10,
		"purchases > 3":                                       1,
		"purchases > 3 -- who buys\n":                         1,
		"purchases > 3 /* who ( buys */":                      1,
		"has(tags, 'vip')":                                    10,
		"has(tags, 'it''s`\\\\n')":                            10,
		`has(tags, 'it\'s` + "`" + `\\n')`:                    10,
		"NOT has(tags, 'vip') OR purchases = 9":               1,
		"stage IN ('sleep', 'lost')":                          10,
		"stage NOT IN ('sleep')":                              0,
		"purchases IN (9)":                                    1,
		"purchases IN [9, 10]":                                1,
		"(stage, purchases) IN (('sleep', 9))":                1,
		"last_purchase < toDate('2026-11-20') - 30":           10,
		"last_purchase < DATE '2026-11-20' - INTERVAL 30 DAY": 10,
		"dateDiff('day', last_purchase, toDate('2026-11-20')) = 80":        10,
		"rfm_class LIKE 'loy%' AND lower(stage) ILIKE 'SL%'":               10,
		"purchases BETWEEN 4 AND 9":                                        1,
		"rfm_class IS NOT NULL AND recency_days IS NOT NULL":               10,
		"CASE WHEN purchases = 9 THEN 1 ELSE 0 END = 1":                    1,
		"arrayExists(t -> t LIKE 'v%', tags) AND purchases = 9":            1,
		"if(purchases = 9, 'a', 'b') = 'a'":                                1,
		"sipHash64(member_id) % 2 IN (0, 1)":                               10,
		"`purchases` = 9 OR \"purchases\" = 10":                            1,
		"purchases::String = '9'":                                          1,
		"(purchases = 3 AND stage_before = 'a)c;ti$$ve') OR purchases > 8": 1,
		"stage != '-- /* $$ ) SELECT (alias x)'":                           10,
		"member_id IN (" + strings.Repeat("17, ", 5000) + "18)":            0,
	} {
		p := planOf("sane")
		p.Audience.Where = where
		reach, err := l.Audience(t.Context(), p)
		require.NoError(t, err, "%.80s", where)
		require.Equal(t, want, reach.Members, "%.80s", where)
	}
}
