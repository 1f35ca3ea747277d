package proofs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
)

// Tags, preferred channels and recommendations of random brands equal their
// brute-force computation.
func TestProfilesOfRandomBrands(t *testing.T) {
	t.Parallel()
	engine := openEngine(t, "products", "recommendations")
	for _, seed := range prooftest.Seeds(t, 600) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 11))
			facts := input.RandomProfiled(r)
			from, to := prooftest.RandomRange(r, facts.Facts)
			brand := engine.loadProfiled(t, fmt.Sprintf("profile-%d", seed), facts, to)
			var found []difference
			for _, date := range []regulars.BusinessDate{from, to} {
				found = append(found, engine.profileDifferences(t, brand.Name, facts, date)...)
			}
			found = append(found, engine.recommendationDifferences(t, brand.Name, facts, to)...)
			if len(found) > 0 {
				t.Fatalf("%s..%s:\n%s\nfacts:\n%s", from, to, describe(found), describeFacts(facts.Facts))
			}
		})
		if t.Failed() {
			return
		}
	}
}

// loadProfiled stores a brand with its tiers and answers, and publishes a date.
func (e *engine) loadProfiled(t testing.TB, name string, facts input.Profiled, date regulars.BusinessDate) *config.Brand {
	t.Helper()
	brand := e.Load(t, name, facts.Facts)
	for i, spend := range facts.TierSpends {
		brand.Tiers = append(brand.Tiers, config.Tier{Name: fmt.Sprint("tier", i), Spend: spend.Decimal().InexactFloat64()})
	}
	must(t, derive.SyncSettings(context.Background(), e.DB, brand))
	must(t, e.Measure(brand, date, date))
	e.answer(t, name, facts.Answers)
	return brand
}

func (e *engine) answer(t testing.TB, brand string, answers []input.Answer) {
	t.Helper()
	if len(answers) == 0 {
		return
	}
	ids, _ := e.people(t, brand)
	batch, err := e.Conn.PrepareBatch(context.Background(), "INSERT INTO message_events (brand, channel, provider_id, type, at, member_id, version)")
	must(t, err)
	for i, a := range answers {
		must(t, batch.Append(brand, a.Channel, fmt.Sprint(i), a.Type, a.At, ids[prooftest.NodeOf(a.By)], uint64(1)))
	}
	must(t, batch.Send())
}

// profileRow is what member_asof tells, with the predictions that some tags need.
type profileRow struct {
	tags    []string
	channel string
	alive   *float64
	next    *time.Time
}

func (e *engine) profileRows(t testing.TB, brand string, date regulars.BusinessDate) map[uint64]profileRow {
	t.Helper()
	rows := e.Query(t, fmt.Sprintf(`SELECT member_id, tags, ifNull(preferred_channel, ''), p_alive, next_purchase
		FROM member_asof(brand = '%s', date = '%s')`, brand, date))
	defer func() { _ = rows.Close() }()
	all := map[uint64]profileRow{}
	for rows.Next() {
		var id uint64
		var row profileRow
		must(t, rows.Scan(&id, &row.tags, &row.channel, &row.alive, &row.next))
		all[id] = row
	}
	must(t, rows.Err())
	return all
}

func (e *engine) profileDifferences(t testing.TB, brand string, facts input.Profiled, date regulars.BusinessDate) []difference {
	t.Helper()
	ids, _ := e.people(t, brand)
	got := e.profileRows(t, brand, date)
	atRisk := riskTold(got)
	var found []difference
	for _, want := range oracle.Profiles(facts, date) {
		row, who := got[ids[prooftest.NodeOf(want.Identifiers[0])]], name(want.Identifiers)
		tags := slices.Concat(want.Tags, predictedTags(row, date, atRisk))
		slices.Sort(tags)
		slices.Sort(row.tags)
		if g, w := strings.Join(row.tags, " "), strings.Join(tags, " "); g != w {
			found = append(found, difference{date, "tags of " + who, g, w})
		}
		if row.channel != want.PreferredChannel {
			found = append(found, difference{date, "channel of " + who, row.channel, want.PreferredChannel})
		}
	}
	return found
}

// riskTold: "at_risk is null when mean p_alive > 0.99".
func riskTold(rows map[uint64]profileRow) bool {
	sum, n := 0.0, 0
	for _, row := range rows {
		if row.alive != nil {
			sum, n = sum+*row.alive, n+1
		}
	}
	return n > 0 && sum/float64(n) <= 0.99
}

// predictedTags: "repurchase_due (next_purchase within 3 days)", "at_risk: p_alive
// < 0.5".
func predictedTags(row profileRow, date regulars.BusinessDate, atRisk bool) []string {
	var tags []string
	if row.next != nil {
		if next := regulars.DateOf(*row.next, time.UTC); next >= date && next <= date.AddDays(3) {
			tags = append(tags, "repurchase_due")
		}
	}
	if atRisk && row.alive != nil && *row.alive < 0.5 {
		tags = append(tags, "at_risk")
	}
	return tags
}

func (e *engine) recommendationDifferences(t testing.TB, brand string, facts input.Profiled, date regulars.BusinessDate) []difference {
	t.Helper()
	ids, _ := e.people(t, brand)
	want := map[string]string{}
	for _, r := range oracle.Read(facts.Facts).Recommendations(date) {
		want[fmt.Sprintf("recommendation %d of %d", r.Position, ids[prooftest.NodeOf(r.Identifiers[0])])] = fmt.Sprintf("%s %.9f %s", r.Product, r.Score, r.Why)
	}
	rows := e.Query(t, "SELECT member_id, product, score, why, position FROM recommendations WHERE brand = ?", brand)
	defer func() { _ = rows.Close() }()
	got := map[string]string{}
	for rows.Next() {
		var id uint64
		var product, why string
		var score float64
		var position uint8
		must(t, rows.Scan(&id, &product, &score, &why, &position))
		got[fmt.Sprintf("recommendation %d of %d", position, id)] = fmt.Sprintf("%s %.9f %s", product, score, why)
	}
	must(t, rows.Err())
	return mapDifferences(date, got, want)
}
