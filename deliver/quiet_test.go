package deliver_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/deliver"
	"regulars/schema/ledger"
)

func TestQuiet(t *testing.T) {
	taipei, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	night := deliver.Window{From: 21 * 60, To: 9 * 60}
	lunch := deliver.Window{From: 12*60 + 30, To: 13*60 + 30, Skip: true}
	for name, test := range map[string]struct {
		zone    *time.Location
		windows []deliver.Window
		now     string // in the zone
		end     string // empty: it isn't quiet
		skip    bool
	}{
		"before midnight":       {taipei, []deliver.Window{night, lunch}, "2026-11-20 21:00", "2026-11-21 09:00", false},
		"after midnight":        {taipei, []deliver.Window{night, lunch}, "2026-11-21 08:59", "2026-11-21 09:00", false},
		"at its end":            {taipei, []deliver.Window{night, lunch}, "2026-11-21 09:00", "", false},
		"a minute before":       {taipei, []deliver.Window{night, lunch}, "2026-11-20 20:59", "", false},
		"lunch":                 {taipei, []deliver.Window{night, lunch}, "2026-11-20 12:30", "2026-11-20 13:30", true},
		"one follows the other": {taipei, []deliver.Window{{From: 0, To: 60}, {From: 60, To: 120}}, "2026-11-20 00:30", "2026-11-20 02:00", false},
		"to midnight":           {taipei, []deliver.Window{{From: 23 * 60, To: 0}}, "2026-11-20 23:30", "2026-11-21 00:00", false},
		"of the year":           {taipei, []deliver.Window{night}, "2026-12-31 22:00", "2027-01-01 09:00", false},
		"in spring":             {berlin, []deliver.Window{{From: 60, To: 180}}, "2026-03-29 01:30", "2026-03-29 03:00", false},
		"over a gap's end":      {berlin, []deliver.Window{{From: 60, To: 150}}, "2026-03-29 01:30", "2026-03-29 03:30", false},
		"utc":                   {nil, []deliver.Window{night}, "2026-11-20 22:00", "2026-11-21 09:00", false},
		"none":                  {taipei, nil, "2026-11-20 03:00", "", false},
	} {
		zone := test.zone
		if zone == nil {
			zone = time.UTC
		}
		now, err := time.ParseInLocation("2006-01-02 15:04", test.now, zone)
		require.NoError(t, err)
		end, skip, quiet := deliver.Quiet{Zone: test.zone, Windows: test.windows}.Until(now)
		require.Equal(t, test.end != "", quiet, name)
		if quiet {
			require.Equal(t, test.end, end.In(zone).Format("2006-01-02 15:04"), name)
			require.Equal(t, test.skip, skip, name)
		}
	}

	always := deliver.Quiet{Windows: []deliver.Window{{From: 0, To: 720}, {From: 720, To: 0}}}
	now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	end, _, quiet := always.Until(now)
	require.True(t, quiet)
	require.False(t, end.Before(now.Add(7*24*time.Hour)), "it ends at last")
}

// Whenever it is, the end is not quiet, and comes after the moment.
func TestQuietEndsWhereItIsNotQuiet(t *testing.T) {
	for _, name := range []string{"Asia/Taipei", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		q := deliver.Quiet{Zone: zone, Windows: []deliver.Window{{From: 22 * 60, To: 8 * 60}, {From: 12 * 60, To: 13 * 60}}}
		for now := time.Date(2026, 1, 1, 0, 0, 0, 0, zone); now.Year() == 2026; now = now.Add(37 * time.Minute) {
			clock := now.Format("15:04")
			end, _, quiet := q.Until(now)
			require.Equal(t, clock >= "22:00" || clock < "08:00" || clock >= "12:00" && clock < "13:00", quiet, "%s", now)
			if !quiet {
				continue
			}
			require.True(t, end.After(now), "%s", now)
			_, _, still := q.Until(end)
			require.False(t, still, "%s until %s", now, end)
		}
	}
}

// Quiet hours that begin in the middle of a block stop it before its next batch; what is
// left goes after them, or not at all. Nothing stays claimed.
func TestSendingKeepsQuietHours(t *testing.T) {
	for _, skip := range []bool{false, true} {
		p := newProvider(false, 500)
		w := newWorld(t, 200, p)
		var now atomic.Int64 // read while the next batch is claimed
		now.Store(time.Date(2026, 11, 20, 20, 59, 0, 0, time.UTC).Unix())
		clock := func() time.Time { return time.Unix(now.Load(), 0).UTC() }
		p.during = func(int) { now.Add(30) }
		s := w.sending()
		s.Quiet = deliver.Quiet{Windows: []deliver.Window{{From: 21 * 60, To: 9 * 60, Skip: skip}}}
		s.Now = clock
		var totals deliver.Totals
		require.NoError(t, s.Run(t.Context(), &totals))
		require.False(t, totals.Stopped)
		require.Positive(t, totals.Sent)
		require.Less(t, totals.Sent, 200, "it goes on in quiet hours")
		require.Zero(t, w.store.claimed())
		if skip {
			require.Nil(t, totals.QuietUntil)
			require.Equal(t, 200-totals.Sent, w.store.count(ledger.DeliveryExcluded))
			continue
		}
		require.Equal(t, "2026-11-21 09:00", totals.QuietUntil.Format("2006-01-02 15:04"))

		sent := totals.Sent
		totals, s = deliver.Totals{}, w.sending()
		s.Quiet, s.Now = deliver.Quiet{Windows: []deliver.Window{{From: 21 * 60, To: 9 * 60}}}, clock
		require.NoError(t, s.Run(t.Context(), &totals))
		require.Zero(t, totals.Sent, "a block begins in quiet hours")
		p.during = nil
		now.Store(totals.QuietUntil.Unix())
		require.NoError(t, s.Run(t.Context(), &totals))
		require.Equal(t, 200-sent, totals.Sent)
		w.requireOnce(200)
	}
}

// A limit is the number of messages that a person lets go to begin with.
func TestSendingKeepsItsLimit(t *testing.T) {
	for _, idempotent := range []bool{false, true} {
		w := newWorld(t, 130, newProvider(idempotent, 40))
		s := w.sending()
		s.Limit = 50
		var totals deliver.Totals
		require.NoError(t, s.Run(t.Context(), &totals))
		require.Equal(t, deliver.Totals{Sent: 50, Limited: true}, totals)
		require.Zero(t, w.store.claimed())
		_, err := w.run()
		require.NoError(t, err)
		w.requireOnce(130)
	}
}

// Who stops everything stops what is under way, and the totals say who it was.
func TestSendingStopsWithEverything(t *testing.T) {
	p := newProvider(false, 500)
	w := newWorld(t, 200, p)
	p.during = func(n int) {
		if n == 2 {
			w.store.mu.Lock()
			w.store.state.Everything = "mei stopped everything: wrong price"
			w.store.mu.Unlock()
		}
	}
	totals, err := w.run()
	require.NoError(t, err)
	require.True(t, totals.Stopped)
	require.Equal(t, "mei stopped everything: wrong price", totals.StoppedBy)
	require.Less(t, totals.Sent, 200)
	require.Zero(t, w.store.claimed())
}
