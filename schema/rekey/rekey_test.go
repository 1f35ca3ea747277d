package rekey_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/audience"
	"regulars/internal/seed"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/ledger"
	"regulars/schema/metric"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/rekey"
	"regulars/schema/schematest"
)

// What was stored unkeyed and is keyed afterwards, by a run that is killed again and again,
// is what would have been stored if it had been keyed from the beginning: people, their
// numbers, and the books of what they were sent. Nothing that tells who somebody is without
// a key is left, and two brands have nothing in common.
func TestKeyed(t *testing.T) {
	old, fresh := newTown(t, true), newTown(t, false)
	brands := []string{"acme", "other"}
	for _, name := range brands {
		old.fill(t, old.brand(t, name))
	}
	fresh.fill(t, fresh.brand(t, "acme"))
	numbers := old.unkeyed(t)
	before := old.holding(t, numbers)
	for _, table := range rekey.Tables() {
		require.Positive(t, before[table], "the town has nobody in %s: what is found afterwards would say nothing", table)
	}
	require.Empty(t, fresh.holding(t, numbers), "a brand that has a key from the beginning")
	said, kpis, groups := old.said(t), old.measure(t, old.brand(t, "acme")), old.plan(t, "acme", "draw", "2026-05-02")
	require.Len(t, groups, people)
	require.Equal(t, groups, fresh.plan(t, "acme", "draw", "2026-05-02"), "a key draws nobody into another group")

	old.plain = false
	acme := old.brand(t, "acme")
	_, err := old.DB.CheckNodeKey(t.Context(), acme)
	require.ErrorIs(t, err, schema.ErrNotKeyed)
	require.ErrorContains(t, err, "starter upgrade")
	require.Greater(t, old.killed(t), 5, "kills")
	for _, name := range brands {
		_, err := old.DB.CheckNodeKey(t.Context(), old.brand(t, name))
		require.NoError(t, err)
	}

	require.Empty(t, old.holding(t, numbers))
	require.Empty(t, intersection(said, old.said(t)), "ids of events and marks of links that were made of unkeyed numbers")
	for _, table := range rekey.Tables() {
		require.Equal(t, fresh.rows(t, table), old.rows(t, table), table)
	}
	require.Empty(t, intersection(old.ids(t, "acme"), old.ids(t, "other")), "ids of two brands")

	old.feed(t, acme) // again
	require.Equal(t, fresh.rows(t, "events"), old.rows(t, "events"), "events that are read again are the same ones")
	acme.Identity.MaxJoined++ // derives all
	r, err := derive.Run(t.Context(), old.DB, acme, date)
	require.NoError(t, err)
	require.Zero(t, r.Orders, "orders that moved to another member")
	require.Equal(t, fresh.rows(t, "identity_nodes"), old.rows(t, "identity_nodes"))
	require.Equal(t, kpis, old.measure(t, acme))
	require.Equal(t, groups, old.plan(t, "acme", "draw", "2026-05-03"), "nobody is drawn into another group")
	require.Equal(t, []string{"already reached"}, slices.Compact(old.plan(t, "acme", "wake", "2026-05-03")), "who has it")

	again, err := rekey.Run(t.Context(), old.DB, secret, nil)
	require.NoError(t, err)
	require.Empty(t, again.Brands)
}

var errKilled = errors.New("killed")

// killed keys the town by runs each of which gets further than the one before, and returns
// how many died.
func (v *town) killed(t *testing.T) (died int) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed.New(t), 0))
	for n := random.IntN(3); ; n += 1 + random.IntN(3) {
		restore := rekey.KillAfter(n, errKilled)
		r, err := rekey.Run(t.Context(), v.DB, secret, nil)
		restore()
		if err == nil {
			require.Subset(t, []string{"acme", "other"}, r.Brands)
			return died
		}
		require.ErrorIs(t, err, errKilled)
		_, acme := v.DB.CheckNodeKey(t.Context(), v.brand(t, "acme"))
		_, other := v.DB.CheckNodeKey(t.Context(), v.brand(t, "other"))
		require.Error(t, errors.Join(acme, other), "nobody may work meanwhile")
		died++
		require.Less(t, died, 50)
	}
}

// measure computes a night's numbers from what is derived.
func (v *town) measure(t *testing.T, b *config.Brand) map[prooftest.Key]prooftest.Number {
	t.Helper()
	require.NoError(t, v.Publish(b, metric.Measurement{From: date, To: date, Kind: "night"}))
	return v.Published(t, b.Name, date)
}

// rows are those of brand acme in a table, without when and by which run they were written.
func (v *town) rows(t *testing.T, table string) []string {
	t.Helper()
	var except []string
	for _, c := range schematest.Query[struct{ Name string }](t, v.DB, "SELECT name Name FROM system.columns WHERE database = currentDatabase() AND table = '"+table+"'") {
		if slices.Contains([]string{"version", "derivation", "stamp", "load_id", "planned_at"}, c.Name) || c.Name == "at" && table != "events" && table != "consent_facts" {
			except = append(except, c.Name)
		}
		if table == "message_events" && c.Name == "event_id" {
			except = append(except, c.Name) // the marks of links differ, and tell links apart (see said)
		}
	}
	columns := "*"
	if len(except) > 0 {
		columns += " EXCEPT (" + strings.Join(except, ", ") + ")"
	}
	if table == "deliveries" {
		columns += " REPLACE (arraySort(nodes) AS nodes)"
	}
	var all []string
	for _, r := range schematest.Query[struct{ Row string }](t, v.DB, "SELECT DISTINCT toString(tuple("+columns+")) AS Row FROM "+table+" WHERE brand = 'acme' ORDER BY Row") {
		all = append(all, r.Row)
	}
	require.NotEmpty(t, all, table)
	return all
}

// said are the ids of events and the marks of links that were made of a member or a node.
func (v *town) said(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, r := range schematest.Query[struct{ Said string }](t, v.DB, `SELECT DISTINCT concat(brand, ' ', event_id) AS Said FROM events FINAL WHERE length(event_id) >= 32 AND NOT startsWith(event_id, '0000')
		UNION ALL SELECT DISTINCT concat(brand, ' ', substring(event_id, 1, 16)) FROM message_events FINAL WHERE provider_id = ''`) {
		all = append(all, r.Said)
	}
	require.Len(t, all, 2*2*people+2*3+2*3*people)
	return all
}

func (v *town) ids(t *testing.T, brand string) []string {
	t.Helper()
	var all []string
	for _, r := range schematest.Query[struct{ ID string }](t, v.DB, "SELECT toString(arrayJoin([node, member_id])) AS ID FROM identity_nodes WHERE brand = '"+brand+"'") {
		all = append(all, r.ID)
	}
	require.Len(t, all, 2*4*people)
	return all
}

func intersection(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(text string) bool { return !slices.Contains(b, text) })
}

// plan plans a campaign for everybody and returns, by person, what became of each.
func (v *town) plan(t *testing.T, brand, campaign, day string) []string {
	t.Helper()
	l, err := ledger.New(v.DB, secret)
	require.NoError(t, err)
	run := ledger.Run{Brand: brand, Campaign: campaign, Date: date}
	if day != string(date) {
		run.Date = date.AddDays(1)
	}
	repetition := audience.Repetition{Per: audience.Once}
	if campaign == "draw" {
		repetition = audience.Repetition{Per: audience.PerDays, Days: 1}
	}
	_, _, err = l.Plan(t.Context(), ledger.Plan{
		Run: run, Audience: audience.Audience{Is: []string{"new", "active"}}, Repetition: repetition, Channels: []string{"edm"}, Purpose: "marketing",
		Holdout: 0.4, Permanent: 0.2, Trial: ledger.Trial{Variants: []config.Variant{{Name: "a", Weight: 1}, {Name: "b", Weight: 1}}},
	})
	require.NoError(t, err)
	var all []string
	for _, r := range schematest.Query[struct{ Outcome string }](t, v.DB, fmt.Sprintf(`SELECT concat(m.email, ' ', d.state, ' ', d.reason, ' ', d.variant) AS Outcome
		FROM deliveries AS d FINAL INNER JOIN members AS m ON m.brand = d.brand AND m.member_id = d.member_id
		WHERE d.brand = '%s' AND d.campaign = '%s' AND d.date = '%s' ORDER BY Outcome`, brand, campaign, run.Date)) {
		all = append(all, r.Outcome)
	}
	if len(all) == 0 {
		return []string{"already reached"}
	}
	return all
}
