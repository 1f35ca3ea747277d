package proofs

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/schema/oracle"
	"regulars/schema/proofs/prooftest"
)

// memberDifferences compares member_asof, member by member.
func (e *engine) memberDifferences(t testing.TB, brand string, history *oracle.History, date regulars.BusinessDate) []difference {
	t.Helper()
	ids, _ := e.people(t, brand)
	got := e.memberRows(t, brand, date)
	var found []difference
	for _, m := range history.MemberAsOf(date) {
		id, who := ids[prooftest.NodeOf(m.Identifiers[0])], name(m.Identifiers)
		row, there := got[id]
		delete(got, id)
		if !there {
			found = append(found, difference{date, "member " + who, "no row", m.Stage})
			continue
		}
		found = append(found, compareMember(date, who, row, m)...)
	}
	for id, row := range got {
		found = append(found, difference{date, fmt.Sprint("member ", id), row["stage"], "no row"})
	}
	return found
}

// memberColumns are the columns of member_asof that the oracle knows, as text.
var memberColumns = []string{
	"first_purchase", "last_purchase", "purchases", "purchase_days", "revenue", "recency_days", "frequency", "monetary",
	"r_score", "f_score", "m_score", "rfm_class", "cycle_days", "stage", "stage_since", "stage_before", "stage_next", "stage_next_on",
	"life_phase", "value_tier", "aipl",
}

func (e *engine) memberRows(t testing.TB, brand string, date regulars.BusinessDate) map[uint64]map[string]string {
	t.Helper()
	columns := ""
	for _, column := range memberColumns {
		columns += ", ifNull(toString(" + column + "), '')"
	}
	rows := e.Query(t, "SELECT member_id"+columns+fmt.Sprintf(" FROM member_asof(brand = '%s', date = '%s')", brand, date))
	defer func() { _ = rows.Close() }()
	all := map[uint64]map[string]string{}
	for rows.Next() {
		var id uint64
		texts := make([]string, len(memberColumns))
		into := []any{&id}
		for i := range texts {
			into = append(into, &texts[i])
		}
		must(t, rows.Scan(into...))
		row := map[string]string{}
		for i, column := range memberColumns {
			row[column] = texts[i]
		}
		all[id] = row
	}
	must(t, rows.Err())
	return all
}

func compareMember(date regulars.BusinessDate, who string, got map[string]string, m oracle.Member) []difference {
	var found []difference
	for column, want := range memberTexts(m) {
		if !sameText(got[column], want) {
			found = append(found, difference{date, "member " + who + " " + column, got[column], want})
		}
	}
	return found
}

// memberTexts writes a member as ClickHouse would; empty: nothing to tell.
func memberTexts(m oracle.Member) map[string]string {
	texts := map[string]string{
		"purchases": fmt.Sprint(m.Purchases), "purchase_days": fmt.Sprint(m.PurchaseDays), "revenue": m.Revenue.String(),
		"cycle_days": fmt.Sprint(m.CycleDays), "stage": m.Stage, "stage_since": string(m.StageSince), "stage_before": m.StageBefore,
		"stage_next": m.StageNext, "stage_next_on": string(m.StageNextOn), "rfm_class": m.RFMClass,
		"first_purchase": string(m.FirstPurchase), "last_purchase": string(m.LastPurchase),
		"life_phase": m.LifePhase, "value_tier": m.ValueTier, "aipl": m.AIPL,
		"recency_days": "", "frequency": "", "monetary": "", "r_score": "", "f_score": "", "m_score": "",
	}
	if m.RecencyDays >= 0 {
		texts["recency_days"] = fmt.Sprint(m.RecencyDays)
	}
	if m.Frequency != nil {
		texts["frequency"], texts["monetary"] = fmt.Sprint(*m.Frequency), decimal.NewFromFloat(*m.Monetary).String()
		texts["r_score"], texts["f_score"], texts["m_score"] = fmt.Sprint(m.RScore), fmt.Sprint(m.FScore), fmt.Sprint(m.MScore)
	}
	return texts
}

// sameText compares numbers as numbers; dates that stand for never, and zeros,
// are as good as nothing.
func sameText(got, want string) bool {
	if got == want {
		return true
	}
	if want == "" {
		return got == "0" || got == "none" || got == "1970-01-01" || got == "2149-06-06"
	}
	if _, err := time.Parse("2006-01-02", want); err == nil {
		return false
	}
	g, err := decimal.NewFromString(got)
	w, err2 := decimal.NewFromString(want)
	return err == nil && err2 == nil && near(g.InexactFloat64(), w.InexactFloat64())
}
