package proofs

import (
	"fmt"
	"testing"
	"time"

	"regulars/schema/oracle"
	"regulars/schema/proofs/prooftest"
)

// consentDifferences compares the last word of every member.
func (e *engine) consentDifferences(t testing.TB, brand string, history *oracle.History) []difference {
	t.Helper()
	ids, _ := e.people(t, brand)
	want := map[string]string{}
	for _, w := range history.LastWords() {
		what := fmt.Sprintf("consent of %d on %s for %s", ids[prooftest.NodeOf(w.Identifiers[0])], w.Channel, w.Purpose)
		want[what] = fmt.Sprintf("%v by %s at %s", w.Granted, w.Source, w.At.UTC().Format(time.RFC3339Nano))
	}
	return mapDifferences("", e.consents(t, brand), want)
}

func (e *engine) consents(t testing.TB, brand string) map[string]string {
	t.Helper()
	rows := e.Query(t, "SELECT member_id, channel, purpose, state, source, time FROM consents WHERE brand = ?", brand)
	defer func() { _ = rows.Close() }()
	all := map[string]string{}
	for rows.Next() {
		var member uint64
		var channel, purpose, state, source string
		var at time.Time
		must(t, rows.Scan(&member, &channel, &purpose, &state, &source, &at))
		all[fmt.Sprintf("consent of %d on %s for %s", member, channel, purpose)] =
			fmt.Sprintf("%v by %s at %s", state == "granted", source, at.UTC().Format(time.RFC3339Nano))
	}
	must(t, rows.Err())
	return all
}
