package derive

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema"
)

func TestEveryParameterIsTaken(t *testing.T) {
	require.Empty(t, schema.Unused[params]())
}

func TestScope(t *testing.T) {
	now := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		last lastRun
		want scope
	}{
		"the first run of a brand":                     {lastRun{empty: true}, scope{Full: true, First: true, Relink: true}},
		"nothing changed":                              {lastRun{settings: "now", whole: true}, scope{}},
		"nothing changed, nothing derived":             {lastRun{settings: "now", whole: true, empty: true}, scope{}},
		"the last run was killed":                      {lastRun{settings: "now"}, scope{Relink: true}},
		"other settings":                               {lastRun{settings: "before", whole: true}, scope{Full: true, Relink: true}},
		"the last run was full, and killed":            {lastRun{settings: ""}, scope{Full: true, Relink: true}},
		"orders of a run before derivations were kept": {lastRun{}, scope{Full: true, Relink: true}},
	} {
		got := newScope(&config.Brand{Name: "acme"}, c.last, "now", now)
		require.Equal(t, [3]bool{c.want.Full, c.want.First, c.want.Relink}, [3]bool{got.Full, got.First, got.Relink}, name)
		require.Equal(t, uint64(now.UnixNano()), got.Version)
	}
	behind := newScope(&config.Brand{Name: "acme"}, lastRun{version: uint64(now.UnixNano()) + 7}, "now", now)
	require.Equal(t, uint64(now.UnixNano())+9, behind.Version, "the note of a run takes the version before its own")

	brand := &config.Brand{Name: "acme", Identity: config.Identity{Deny: []string{"0900-000-000"}, MaxJoined: 3, Region: "TW"}, Lifecycle: config.Lifecycle{Overlap: "history"}}
	got := newScope(brand, lastRun{}, "now", now)
	require.Equal(t, []string{"0900-000-000", "+886900000000"}, got.Denied)
	require.Equal(t, 3, got.MaxJoined)
	require.True(t, got.History)
}

// Whatever derived rows depend on changes the mark, and nothing else does.
func TestSettingsMark(t *testing.T) {
	brand := func(change func(*config.Brand)) string {
		b := &config.Brand{Name: "acme", Timezone: "Asia/Taipei", Shops: []config.Shop{{Name: "web", CountsWhen: "paid"}, {Name: "store"}}}
		if change != nil {
			change(b)
		}
		mark, err := settingsMark(b)
		require.NoError(t, err)
		return mark
	}
	seen := map[string]string{brand(nil): "unchanged"}
	for name, change := range map[string]func(*config.Brand){
		"deny":          func(b *config.Brand) { b.Identity.Deny = []string{"a@b.test"} },
		"max_joined":    func(b *config.Brand) { b.Identity.MaxJoined = 9 },
		"region":        func(b *config.Brand) { b.Identity.Region = "JP" },
		"cycle":         func(b *config.Brand) { b.Lifecycle.Cycle = "30" },
		"fallback":      func(b *config.Brand) { b.Lifecycle.FallbackDays = 45 },
		"min_gaps":      func(b *config.Brand) { b.Lifecycle.MinGaps = 4 },
		"overlap":       func(b *config.Brand) { b.Lifecycle.Overlap = "history" },
		"timezone":      func(b *config.Brand) { b.Timezone = "UTC" },
		"name":          func(b *config.Brand) { b.Shops[0].Name = "shop" },
		"kind":          func(b *config.Brand) { b.Shops[0].Kind = "offline" },
		"counts_when":   func(b *config.Brand) { b.Shops[0].CountsWhen = "placed" },
		"line_provider": func(b *config.Brand) { b.Shops[0].LineProvider = "p" },
		"zero totals":   func(b *config.Brand) { b.Shops[0].CountZeroTotals = true },
		"another shop":  func(b *config.Brand) { b.Shops = b.Shops[:1] },
	} {
		mark := brand(change)
		require.Empty(t, seen[mark], name)
		seen[mark] = name
	}
	for _, change := range []func(*config.Brand){
		func(b *config.Brand) { b.Targets = []config.Target{{Metric: "revenue"}} },
		func(b *config.Brand) { b.RFM.WindowDays = 90 },
		func(b *config.Brand) { b.Shops[0].RequestsPerSecond = 3 },
	} {
		require.Equal(t, "unchanged", seen[brand(change)])
	}
}

func TestConverge(t *testing.T) {
	left, steps := uint64(3), 0
	require.NoError(t, converge(func() (uint64, error) { left--; steps++; return left, nil }))
	require.Equal(t, 3, steps)

	steps = 0
	err := converge(func() (uint64, error) { steps++; return 1, nil })
	require.ErrorContains(t, err, "did not converge after 64 steps")
	require.Equal(t, 64, steps)

	broken := errors.New("broken")
	steps = 0
	require.ErrorIs(t, converge(func() (uint64, error) { steps++; return 0, broken }), broken)
	require.Equal(t, 1, steps)
}

func TestWorkTablesAreApart(t *testing.T) {
	seen := map[string]bool{}
	for _, version := range []uint64{1, 2} {
		for _, brand := range []string{"acme", "other"} {
			work := newWorkTables(brand, version)
			for _, table := range work.fields() {
				name := table.value.String()
				require.False(t, seen[name], name)
				seen[name] = true
				require.True(t, strings.HasPrefix(name, workPrefix(brand)), name)
				require.True(t, strings.HasSuffix(name, fmt.Sprint("_", version)), name)
			}
		}
	}
	require.Len(t, seen, 4*30)
	work := newWorkTables("acme", 7)
	require.Equal(t, schema.Identifier("work_acme_touchedorders_7"), work.TouchedOrders)
}
