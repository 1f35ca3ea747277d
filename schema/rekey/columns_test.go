package rekey_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/rekey"
	"regulars/schema/schematest"
)

// notIDs are the columns wide enough for a node that hold none, with what they hold.
var notIDs = map[string]string{
	"version derivation stamp generation restates follows rekeying run":                                                                                                             "when a row was written, or which run wrote it",
	"blank buyers changed cohort_size cycles deleted file_rows frequency gaps hidden late left_out listed members missing open orders planned platform":                             "counts",
	"platform_after platform_before purchase_days purchases recency_days received records rejected rejected_rows repeat_buyers repeated repeaters stored totals unmapped used_rows": "counts",
	"reach_edm_hash reach_sms_hash reach_line_hash": "keyed hashes of addresses, in no id",
	"reach_allowed": "bits of consents",
	"reach_number":  "an unkeyed number under a mask that the key of the addresses makes; stored again after each night",
	"check":         "the check of a key",
	"rules":         "a mark of the config's rules",
	"mark":          "a hash of a campaign's texts",
	"began":         "when somebody began to ask a shop",
	"content":       "the keyed hash of a message, which no id is in",
	"hash":          "the hash at the door, keyed by a key of its own",
	"holder":        "a keyed hash of the delivery that claims a code: under another id a claim that was never given keeps its code for ever, and nobody else gets it",
}

// Every column that could hold a node or a member's id is built again by a run, or stands
// above with what it holds instead. TestKeyed finds what a table holds only where its town
// has filled it.
func TestEveryColumnOfIDsIsBuiltAgain(t *testing.T) {
	db := schematest.Open(t)
	columns := schematest.Query[struct{ Table, Name string }](t, db, `SELECT table Table, name Name FROM system.columns
		WHERE database = currentDatabase() AND match(type, '\\b(UInt64|Int64|UInt128|Int128|UInt256|FixedString)\\b')
		AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine NOT LIKE '%View') ORDER BY table, name`)
	require.Greater(t, len(columns), 100)
	known := map[string]bool{}
	for names := range notIDs {
		for name := range strings.FieldsSeq(names) {
			known[name] = true
		}
	}
	rebuilt, met, seen := rekey.Columns(), map[string]bool{}, map[string]bool{}
	for _, c := range columns {
		if slices.Contains(rebuilt[c.Table], c.Name) {
			seen[c.Table+"."+c.Name] = true
			require.NotEqual(t, "version", c.Name)
			continue
		}
		require.True(t, known[c.Name], "%s.%s may hold a node or a member's id: name it in tables.go, or say in notIDs what it holds", c.Table, c.Name)
		met[c.Name] = true
	}
	for name := range known {
		require.True(t, met[name], "no table has the column %s of notIDs", name)
	}
	// Ids in texts are found by TestKeyed alone.
	var texts []string
	for table, names := range rebuilt {
		for _, name := range names {
			if !seen[table+"."+name] {
				texts = append(texts, fmt.Sprint(table, ".", name))
			}
		}
	}
	slices.Sort(texts)
	require.Equal(t, []string{
		"events.event_id", "identity_edges.a_kind", "identity_edges.b_kind", "late_changes.now_is", "late_changes.was",
		"message_events.event_id", "order_changes.changed.is", "order_changes.changed.was",
	}, texts)
}
