package gate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/present/cause"
	"regulars/schema/gate"
	"regulars/schema/intake"
)

func TestReconcile(t *testing.T) {
	n := func(n uint64) *uint64 { return &n }
	done := intake.Row{Shop: "web", Entity: "orders", Kind: intake.LoadWindow, State: intake.LoadDone}
	cases := []struct {
		name      string
		before    *uint64
		after     *uint64
		received  uint64
		stored    uint64
		rejected  uint64
		tolerance float64
		ok        bool
	}{
		{"everything came", n(10), n(10), 10, 10, 0, 0, true},
		{"what was rejected came, too", n(10), n(10), 9, 9, 1, 0, true},
		{"some left the window while it was read", n(10), n(7), 8, 8, 0, 0, true},
		{"the platform can't count", nil, nil, 10, 10, 0, 0, true},
		{"it could count only once", nil, n(10), 10, 10, 0, 0, true},
		{"one did not come", n(10), n(10), 9, 9, 0, 0, false},
		{"one too many came", n(10), n(10), 11, 11, 0, 0, false},
		{"one is not stored", n(10), n(10), 10, 9, 0, 0, false},
		{"within the tolerance", n(100), n(100), 99, 99, 0, 0.01, true},
		{"beyond the tolerance", n(100), n(100), 98, 98, 0, 0.01, false},
		{"nothing at all", n(0), n(0), 0, 0, 0, 0, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			load := done
			load.PlatformBefore, load.PlatformAfter = c.before, c.after
			load.Received, load.Stored, load.Rejected = c.received, c.stored, c.rejected
			line := gate.Reconcile(load, c.tolerance)
			require.Equal(t, c.ok, line.OK, line.Reason)
			require.Equal(t, c.ok, line.Reason == "")
		})
	}

	t.Run("a pull reads on to the end of the list", func(t *testing.T) {
		load := done
		load.PlatformBefore, load.PlatformAfter = n(10), n(7) // three were edited meanwhile
		load.Received, load.Stored, load.Late = 10, 10, 3
		require.True(t, gate.Reconcile(load, 0).OK)
		load.Received, load.Stored, load.Late = 14, 14, 7 // and four are new
		require.True(t, gate.Reconcile(load, 0).OK)
		load.Received, load.Stored, load.Late = 14, 14, 3
		require.False(t, gate.Reconcile(load, 0).OK, "more came than the platform has and than changed meanwhile")
		load.Received, load.Stored, load.Late = 6, 6, 3
		require.False(t, gate.Reconcile(load, 0).OK, "what arrived late hides what did not come")
	})
	t.Run("a pull that did not end", func(t *testing.T) {
		load := done
		load.State = intake.LoadRunning
		require.False(t, gate.Reconcile(load, 0).OK)
		load.State = intake.LoadFailed
		require.False(t, gate.Reconcile(load, 0).OK)
	})
	t.Run("two feeds of one entity are two lines", func(t *testing.T) {
		load := intake.Row{Shop: "files", Entity: "orders", Kind: intake.LoadFile, State: intake.LoadDone, LoadID: "run/feed0"}
		other := load
		other.LoadID = "run/feed1"
		require.NotEqual(t, gate.Reconcile(load, 0).Entity, gate.Reconcile(other, 0).Entity)
	})
	t.Run("a feed counts its own records", func(t *testing.T) {
		load := intake.Row{
			Shop: "files", Entity: "orders", Kind: intake.LoadFile, State: intake.LoadDone, LoadID: "run/feed0",
			Received: 8, Stored: 8, Rejected: 2,
		}
		line := gate.Reconcile(load, 0)
		require.True(t, line.OK)
		require.EqualValues(t, 10, *line.Platform)
		require.False(t, line.Unchanged)

		load.Kind = intake.LoadUnchanged
		again := gate.Reconcile(load, 0)
		require.True(t, again.Unchanged)
		require.Equal(t, line.Entity, again.Entity)

		load.Stored = 7
		require.False(t, gate.Reconcile(load, 0).OK)
		load.State = intake.LoadFailed
		require.Nil(t, gate.Reconcile(load, 0).Platform, "what was not read to its end is not counted")
	})
	t.Run("orders with a status that nobody mapped hold the campaigns", func(t *testing.T) {
		load := intake.Row{
			Shop: "files", Entity: "orders", Kind: intake.LoadFile, State: intake.LoadDone, LoadID: "run/feed0",
			Received: 1000, Stored: 1000, Unmapped: 11, Words: "awaiting stock (11)",
		}
		line := gate.Reconcile(load, 0).WithinRejects(0.01)
		require.False(t, line.OK)
		require.Contains(t, line.Sentence(), "11 orders have a status that nobody mapped and don't count (awaiting stock (11))")
		load.Unmapped, load.Rejected = 5, 6
		line = gate.Reconcile(load, 0).WithinRejects(0.01)
		require.False(t, line.OK, "both together are more than the share")
		require.Contains(t, line.Sentence(), "6 records were rejected next to 1000 that came, and 5 orders have a status")
		load.Unmapped, load.Rejected = 5, 5
		require.True(t, gate.Reconcile(load, 0).WithinRejects(0.01).OK)
		load.Received, load.Stored, load.Unmapped, load.Rejected = 4, 4, 2, 0
		require.False(t, gate.Reconcile(load, 0).WithinRejects(0.01).OK, "half of them, however few")
		load.Unmapped = 1
		require.True(t, gate.Reconcile(load, 0).WithinRejects(0.01).OK)
	})
	t.Run("many rejected records hold the campaigns", func(t *testing.T) {
		load := intake.Row{
			Shop: "files", Entity: "orders", Kind: intake.LoadFile, State: intake.LoadDone, LoadID: "run/feed0", Rejected: 571,
		}
		line := gate.Reconcile(load, 0)
		require.True(t, line.OK, "the pull itself ended well")
		line = line.WithinRejects(0.01)
		require.False(t, line.OK)
		require.Contains(t, line.Sentence(), "571 records were rejected next to 0 that came")

		load.Received, load.Stored, load.Rejected = 990, 990, 10
		require.True(t, gate.Reconcile(load, 0).WithinRejects(0.01).OK)
		load.Rejected = 11
		require.False(t, gate.Reconcile(load, 0).WithinRejects(0.01).OK)
		load.Received, load.Stored, load.Rejected = 9, 9, 5
		require.True(t, gate.Reconcile(load, 0).WithinRejects(0.01).OK, "a few are for a person to look at")
		load.Rejected = 6
		require.False(t, gate.Reconcile(load, 0).WithinRejects(0.01).OK, "six are no longer a few")
		load.Received, load.Stored, load.Rejected = 0, 0, 3
		require.False(t, gate.Reconcile(load, 0).WithinRejects(0.01).OK, "a few, and nothing else came")
	})
}

// A feed of whose rows some are nowhere is not whole, whatever its records say.
func TestReconcileCountsTheRowsOfFiles(t *testing.T) {
	whole := intake.Row{State: intake.LoadDone, Received: 2, Stored: 2, Rejected: 1, FileRows: 5, UsedRows: 3, RejectedRows: 1, LeftOut: 1}
	require.True(t, gate.Reconcile(whole, 0).OK)
	lost := whole
	lost.UsedRows = 2
	r := gate.Reconcile(lost, 0)
	require.False(t, r.OK)
	require.Contains(t, r.Reason, "its files have 5 rows, and 2 are used, 1 rejected and 1 left out")
}

// A line that isn't right says why, of which shop and of which records, once.
func TestWhyALineIsNotRight(t *testing.T) {
	n := func(n uint64) *uint64 { return &n }
	of := func(code cause.Code) cause.Cause { return cause.Cause{Code: code, Shop: "web", Entity: "orders"} }
	pull := func(change func(*intake.Row)) gate.Reconciled {
		load := intake.Row{Shop: "web", Entity: "orders", Kind: intake.LoadWindow, State: intake.LoadDone, Received: 9, Stored: 9}
		change(&load)
		return gate.Reconcile(load, 0).WithinRejects(0.01)
	}
	rejected, unmapped := of(cause.Rejected), of(cause.Unmapped)
	rejected.Rejected, rejected.Came, rejected.Share = 9, 9, 0.01
	unmapped.Unmapped, unmapped.Words, unmapped.Came, unmapped.Share = 9, "lost (9)", 9, 0.01
	few := of(cause.CountDiffers)
	few.Platform, few.PlatformMost, few.Came = 10, 10, 9
	shop := cause.Cause{Code: cause.PullFailed, Says: "HTTP 401", Shop: "web"}
	earlier := of(cause.PullFailed)
	earlier.Says = "it was so"
	for _, c := range []struct {
		name string
		line gate.Reconciled
		why  cause.Cause
	}{
		{"a pull that runs", pull(func(l *intake.Row) { l.State = intake.LoadRunning }), of(cause.PullOpen)},
		{"a pull that failed", pull(func(l *intake.Row) { l.State = intake.LoadFailed }), of(cause.PullOpen)},
		{"what is wrong is not said again of rejects", pull(func(l *intake.Row) { l.State, l.Rejected = intake.LoadRunning, 9 }), of(cause.PullOpen)},
		{"counted before alone", pull(func(l *intake.Row) { l.PlatformBefore = n(10) }), few},
		{"counted after alone", pull(func(l *intake.Row) { l.PlatformAfter = n(10) }), few},
		{"rejected alone", pull(func(l *intake.Row) { l.Rejected = 9 }), rejected},
		{"unmapped alone", pull(func(l *intake.Row) { l.Unmapped, l.Words = 9, "lost (9)" }), unmapped},
		{"a shop as a whole", gate.Failed("web", gate.WholeShop, cause.Cause{Code: cause.PullFailed, Says: "HTTP 401"}), shop},
		{"a line of an earlier release", gate.Reconciled{Shop: "web", Entity: "orders", Reason: "it was so"}, earlier},
	} {
		require.False(t, c.line.OK, c.name)
		require.Equal(t, c.why, c.line.Why(), c.name)
		require.Equal(t, c.why.Sentence(cause.English), c.line.Sentence(), c.name)
	}
}
