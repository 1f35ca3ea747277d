package ledger_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

// Two brands share a person's phone, under the same number of a member: each writes to them
// once by its own rules, and what they say to one between plan and send holds there only. Each
// knows them by the identifiers that it has of them itself.
func TestTwoBrandsShareAPhone(t *testing.T) {
	l := openLedger(t)
	all := people(3)
	plans := map[string]ledger.Plan{}
	for k, brand := range []string{"acme", "tea"} {
		for i := range all {
			all[i].nodes = []uint64{memberID(100*(k+1) + i)}
		}
		l.add(brand, all...)
		p := planOf("wake")
		p.Brand, p.Channels = brand, []string{"sms"}
		_, books := l.plan(p)
		require.EqualValues(t, 3, books.Open, "the other brand's plan is in the way")
		plans[brand] = p
	}
	for _, row := range schematest.Query[struct {
		Brand  string   `ch:"brand"`
		Member uint64   `ch:"member_id"`
		Nodes  []uint64 `ch:"nodes"`
	}](t, l.db, "SELECT brand, member_id, nodes FROM deliveries FINAL") {
		at := map[string]int{"acme": 100, "tea": 200}[row.Brand]
		at += slices.IndexFunc(all, func(p person) bool { return p.id == row.Member })
		require.ElementsMatch(t, []uint64{row.Member, memberID(at)}, row.Nodes, "%s knows them by an identifier of the other brand", row.Brand)
	}
	var hashes uint64
	require.NoError(t, l.conn.QueryRow(t.Context(), "SELECT uniqExact(address_hash) FROM deliveries").Scan(&hashes))
	require.EqualValues(t, 3, hashes, "the brands address the same phones")

	l.exec("INSERT INTO suppressions SELECT brand, channel, address_hash, 'opted_out', 'test', true, now(), 1 FROM deliveries WHERE brand = 'acme' AND member_id = ?", all[0].id)
	l.exec("INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) VALUES ('tea', 'web', ?, 'sms', 'marketing', ?, false, 2)", all[1].id, time.Now().UTC())
	want := map[string]map[string]uint64{
		"acme": {"sent/sms": 2, "excluded:suppressed/sms": 1},
		"tea":  {"sent/sms": 2, "excluded:no_consent/sms": 1},
	}
	for brand, p := range plans {
		c := claimant(brand, "sms")
		batch, err := l.reserve(t.Context(), whole(p.Run), c, "b", 10)
		require.NoError(t, err)
		require.NoError(t, l.Record(t.Context(), p.Run, c, batch, reports(batch, ledger.DeliverySent)))
		require.Equal(t, want[brand], l.reasons(p.Run), brand)
	}
}
