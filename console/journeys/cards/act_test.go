package cards_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config/written"
	"regulars/console/journeys/cards"
	"regulars/internal/submit"
	"regulars/present"
)

const three = `journeys:
  - name: second
    enter:
      enters: [new]
    steps:
      - name: care
        after: 7d
        send: care
      - name: fork
        ways:
          - if:
              clicked: care
            then: offer
        then: end
      - name: offer
        on: expected_purchase-3d
        send: offer
`

// did is the document after somebody changed fields and pressed a button.
func did(t *testing.T, document, do string, change ...string) string {
	t.Helper()
	sent := submit.Form(t, shown(t, document, &present.Chinese))
	for i := 0; i < len(change); i += 2 {
		require.True(t, sent.Has(change[i]), "the page has no %s", change[i])
		sent.Set(change[i], change[i+1])
	}
	return cards.Lay(document, sent, do).Document
}

// Each button does one thing, and nothing else of the document changes.
func TestActs(t *testing.T) {
	steps := strings.SplitAfter(three, "steps:\n")
	head, rest := steps[0], steps[1]
	fork := strings.Index(rest, "      - name: fork")
	offer := strings.Index(rest, "      - name: offer")
	care, forked, offered := rest[:fork], rest[fork:offer], rest[offer:]
	added := "      - name: step-4\n        after: 1d\n        send: second-step-4\n"
	for do, want := range map[string]string{
		"look": three, "": three, "up:0": three, "down:2": three, "up:9": three, "drop:-1": three, "up:x": three, "no-way:1:7": three, "fly:1": three,
		"up:1": head + forked + care + offered, "down:1": head + care + offered + forked, "drop:1": head + care + offered, "drop:2": head + care + forked,
		"add": three + added, "way:1": strings.Replace(three, "            then: offer\n", "            then: offer\n          - then: end\n", 1),
		"no-way:1:0": strings.Replace(three, "        ways:\n          - if:\n              clicked: care\n            then: offer\n", "", 1),
	} {
		assert.Equal(t, want, did(t, three, do), do)
	}
	assert.Equal(t, three, did(t, did(t, three, "up:1"), "down:0"), "there and back")
	lot := did(t, did(t, three, "part:1", "steps[1]~does", "split"), "part:1")
	j, ok := written.ReadJourney(lot)
	require.True(t, ok, lot)
	require.Len(t, j.Steps[1].Split, 2)
	require.Empty(t, j.Steps[1].Ways, "the step does one thing")
	require.Empty(t, j.Steps[1].Then)
	require.Len(t, cards.Lay(lot, submit.Form(t, shown(t, lot, &present.English)), "no-part:1:0").Fields["steps[1].split[0].then"], 1)
	long := cards.Lay(three, submit.Form(t, shown(t, three, &present.English)), "add")
	for range 60 {
		long = cards.Lay(long.Document, long.Fields, "add")
	}
	require.Equal(t, 40, strings.Count(long.Document, "- name: ")-1, "a page ends somewhere")
}

// A step's new name goes wherever it is named, also when two swap theirs; what it sends is named
// when nobody did; a wait that isn't chosen doesn't count.
func TestNamesFollow(t *testing.T) {
	got := did(t, three, "look", "steps[0].name", "offer", "steps[2].name", "care")
	require.Contains(t, got, "clicked: offer\n            then: care")
	got = did(t, three, "look", "steps[0].send", "", "steps[0]~wait", "until", "steps[2]~wait", "on", "steps[2].on~n", "")
	require.Contains(t, got, "send: second-care")
	require.NotContains(t, got, "7d")
	require.Contains(t, got, "on: expected_purchase\n")
	got = did(t, three, "look", "steps[0].after~n", "soon", "holdout~n", "ten", "again~n", "30", "again~unit", "d")
	for _, want := range []string{"after: soon", "holdout: ten", "again: 30d", "on: expected_purchase-3d"} {
		require.Contains(t, got, want)
	}
}

// What isn't a form's is no journey: it ends, and nothing of it gets into the document.
func TestStrangeForms(t *testing.T) {
	for _, posted := range []url.Values{
		nil, {"steps[999999999].name": {"far"}}, {"steps[-1].name": {"x"}, "steps[a].name": {"x"}, "steps[0": {"x"}, "~n": {"1"}, ".": {""}, "steps[0].ways[0].if.did": {"x"}, "unknown": {"x"}},
	} {
		got := cards.Lay("", posted, "up:0").Document
		require.NotContains(t, got, "unknown")
		require.True(t, strings.HasPrefix(got, "journeys:\n"), got)
	}
	for _, document := range []string{"", "journeys: [", "journeys: [{nam: a}]", "journeys: []", "campaigns: [{name: a}]"} {
		_, ok := cards.Fields(document)
		require.False(t, ok, document)
	}
}
