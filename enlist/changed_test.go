package enlist_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/journey"
	"regulars/schema/roster"
	"regulars/schema/schematest"
)

// A tick compares a list where something happened since it was in step that may change who
// belongs there, and leaves it to the night otherwise.
func TestWhenAListIsCompared(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	exec := func(statement string, args ...any) { require.NoError(t, conn.Exec(t.Context(), statement, args...)) }
	synced := time.Now().UTC().Truncate(time.Millisecond).Add(-time.Hour)
	move := func(walk, journey string, after time.Duration) func(string) {
		return func(brand string) {
			exec("INSERT INTO journey_moves (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, date, version, at) VALUES (?, ?, ?, 1, '2026-05-01', '', 'v1', 0, 's0', 'came', '2026-05-01', 1, fromUnixTimestamp64Milli(?))",
				brand, walk, journey, synced.Add(after).UnixMilli())
		}
	}
	consent := func(purpose string, after time.Duration) func(string) {
		return func(brand string) {
			exec("INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) VALUES (?, 'web', 1, 'edm', ?, now64(3), true, ?)", brand, purpose, uint64(synced.Add(after).UnixNano()))
		}
	}
	erased := func(after time.Duration) func(string) {
		return func(brand string) {
			exec("INSERT INTO erased (brand, hash, at) VALUES (?, 1, fromUnixTimestamp64Milli(?))", brand, synced.Add(after).UnixMilli())
		}
	}
	sync := func(list string, after time.Duration) func(string) {
		return func(brand string) {
			require.NoError(t, roster.NewRun(db, brand, list, synced.Add(after)).End(t.Context()))
		}
	}
	elsewhere := func(does func(string)) func(string) { return func(brand string) { does(brand + "-else") } }
	step := sync(list, 0)
	for i, c := range []struct {
		name  string
		since time.Duration // of the tick
		did   []func(brand string)
		want  bool
	}{
		{"it was never in step", time.Hour, nil, true},
		{"another list was in step", time.Hour, []func(string){sync("another", 0)}, true},
		{"another brand's was", time.Hour, []func(string){elsewhere(step)}, true},
		{"nothing happened", time.Hour, []func(string){step}, false},
		{"somebody moved", time.Hour, []func(string){step, move("", "j0", time.Second)}, true},
		{"somebody moved before it was in step again", time.Hour, []func(string){step, sync(list, 10*time.Minute), move("", "j0", time.Minute)}, false},
		{"another list was in step since", time.Hour, []func(string){step, sync("another", 10*time.Minute), move("", "j0", time.Minute)}, true},
		{"a move was replayed", time.Hour, []func(string){step, move("a replay", "j0", time.Second)}, false},
		{"a journey moved that doesn't name it", time.Hour, []func(string){step, move("", "j1", time.Second)}, false},
		{"a journey moved that left the config", time.Hour, []func(string){step, move("", "gone", time.Second)}, false},
		{"a move was being written", time.Hour, []func(string){step, move("", "j0", -50*time.Second)}, true},
		{"somebody moved before", time.Hour, []func(string){step, move("", "j0", -70*time.Second)}, false},
		{"the tick moved somebody, which took long", -10 * time.Minute, []func(string){step, move("", "j0", -10*time.Minute)}, true},
		{"somebody moved before such a tick", -10 * time.Minute, []func(string){step, move("", "j0", -12*time.Minute)}, false},
		{"somebody consented or took it back", time.Hour, []func(string){step, consent("marketing", time.Second)}, true},
		{"a consent was being written", time.Hour, []func(string){step, consent("marketing", -50*time.Second)}, true},
		{"somebody consented before", time.Hour, []func(string){step, consent("marketing", -70*time.Second)}, false},
		{"somebody consented to something else", time.Hour, []func(string){step, consent("service", time.Second)}, false},
		{"somebody was erased", time.Hour, []func(string){step, erased(time.Second)}, true},
		{"somebody was erased before", time.Hour, []func(string){step, erased(-70 * time.Second)}, false},
		{"it happened to another brand", time.Hour, []func(string){step, elsewhere(move("", "j0", time.Second)), elsewhere(consent("marketing", time.Second)), elsewhere(erased(time.Second))}, false},
	} {
		brand := fmt.Sprint("brand", i)
		for _, name := range []string{"j0", "j1", "gone"} {
			j := journey.Journey{Name: name, Steps: []journey.Step{{Name: "s0", AddTo: list}}}
			if name == "j1" {
				j.Steps[0].AddTo = "another"
			}
			text, err := json.Marshal(j)
			require.NoError(t, err)
			exec("INSERT INTO journey_definitions (brand, journey, definition, text, at) VALUES (?, ?, 'v1', ?, now64(3))", brand, name, string(text))
		}
		for _, does := range c.did {
			does(brand)
		}
		b := &config.Brand{Name: brand, Journeys: []journey.Journey{{Name: "j0"}, {Name: "j1"}}}
		got, err := roster.Changed(t.Context(), db, b, list, synced.Add(c.since))
		require.NoError(t, err)
		require.Equal(t, c.want, got, c.name)
	}
}
