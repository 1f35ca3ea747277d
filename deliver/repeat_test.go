package deliver_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/deliver"
	"regulars/identity"
	"regulars/schema/ledger"
)

// idOf is what a text calls a member.
func idOf(member uint64) string { return identity.NewMask("a key", "acme").Write(member) }

// Who takes a batch over that may have been sent repeats the very same or nothing: an
// edited text would go by another key, or would be another message.
func TestSendingRepeatsTheVerySameOrNothing(t *testing.T) {
	const all, personal = "the same for all", "{{ member.name }}"
	for name, test := range map[string]struct {
		before, after string
		unknown       int
	}{
		"a multicast as it was":                 {all, all, 0},
		"pushes as they were":                   {personal, personal, 0},
		"a multicast that becomes personal":     {all, personal, 30},
		"a multicast of another text":           {all, all + "!", 30},
		"pushes that become a multicast":        {personal, all, 30},
		"pushes of another text":                {personal, personal + "!", 30},
		"pushes of which one has another text":  {personal, "{{ member.name }}{% if member.id == '" + idOf(7) + "' %}!{% endif %}", 1},
		"a multicast that fails for one member": {all, all + "{% if member.id == '" + idOf(7) + "' %}{{ 6 | divided_by: member.purchases }}{% endif %}", 30},
	} {
		w := newWorld(t, 30, newProvider(true, 30))
		w.text = test.before
		w.die(1)
		require.Len(t, w.mail.got, 30, name)
		w.text = test.after
		totals, err := w.run()
		require.NoError(t, err, name)
		require.Equal(t, deliver.Totals{Sent: 30 - test.unknown, Unknown: test.unknown}, totals, name)
		require.Equal(t, test.unknown, w.store.count(ledger.DeliveryUnknown), name)
		w.requireOnce(30)
	}
}

// What is claimed says nothing of the text to who doesn't know the key.
func TestSendingRecordsHowABatchGoes(t *testing.T) {
	contents := func(key, text string, idempotent bool) (string, map[uint64]bool) {
		w := newWorld(t, 5, newProvider(idempotent, 10))
		w.text = text
		s := w.sending()
		s.Letter.Key = key
		require.NoError(t, s.Run(t.Context(), &deliver.Totals{}))
		got := map[uint64]bool{}
		for _, d := range w.store.deliveries {
			got[d.Content] = true
		}
		return w.store.of(1).way, got
	}
	way, one := contents("a key", "the same for all", true)
	require.Equal(t, "multicast", way)
	require.Len(t, one, 5, "each has an address of its own")
	require.NotContains(t, one, uint64(0))
	way, other := contents("another key", "the same for all", true)
	require.Equal(t, "multicast", way)
	for content := range other {
		require.NotContains(t, one, content)
	}
	way, _ = contents("a key", "{{ member.name }}", true)
	require.Equal(t, "push", way)
	way, none := contents("a key", "the same for all", false)
	require.Empty(t, way)
	require.Equal(t, map[uint64]bool{0: true}, none, "it is never repeated")
}

// A batch of which another worker takes some, so that the rest would go another way
// than its claim says, is given back and claimed again.
func TestSendingGivesBackWhatWouldGoAnotherWay(t *testing.T) {
	w := newWorld(t, 3, newProvider(true, 3))
	w.text = "hello{% if member.id == '" + idOf(2) + "' %} you{% endif %}"
	claims := 0
	w.store.claiming = func([]ledger.Recipient) {
		claims++
		if claims == 1 {
			w.store.of(2).State = ledger.DeliverySent // by another one, since it was picked
		}
	}
	totals, err := w.run()
	require.NoError(t, err)
	require.Equal(t, deliver.Totals{Sent: 2}, totals)
	require.Equal(t, 2, claims)
	require.Equal(t, "multicast", w.store.of(1).way)
	require.Zero(t, w.store.claimed())
}

// A run that ended while the worker was frozen before its claim stays ended.
func TestSendingAsksForTheStateAfterTheClaim(t *testing.T) {
	for _, state := range []ledger.RunState{ledger.RunHeld, ledger.RunCancelled, ledger.RunDone} {
		w := newWorld(t, 40, newProvider(false, 10))
		claims := 0
		w.store.claiming = func([]ledger.Recipient) {
			claims++
			require.NoError(t, w.store.SetState(context.Background(), ledger.Run{}, state, "a person", "me"))
		}
		totals, err := w.run()
		require.NoError(t, err)
		require.Equal(t, deliver.Totals{Stopped: true}, totals, state)
		require.Equal(t, 1, claims)
		require.Empty(t, w.mail.got)
		require.Zero(t, w.store.claimed(), "the claim isn't released")
		require.Equal(t, 40, w.store.count(ledger.DeliveryPlanned))
	}
}

// What was claimed long ago, when the worker was frozen or the provider slow, is not
// handed over before the state is asked again.
func TestSendingAsksAgainBeforeHandingOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 40, newProvider(false, 10))
		w.account = deliver.NewAccount(w.mail, 20)
		w.mail.during = func(send int) {
			require.Equal(t, 1, send)
			synctest.Wait() // the next batch is reserved
			require.Equal(t, 20, w.store.claimed())
			require.NoError(t, w.store.SetState(context.Background(), ledger.Run{}, ledger.RunCancelled, "a person", "me"))
			time.Sleep(6 * time.Second)
		}
		totals, err := w.run()
		require.NoError(t, err)
		require.Equal(t, deliver.Totals{Sent: 10, Stopped: true}, totals)
		require.Len(t, w.mail.got, 10)
		require.Zero(t, w.store.claimed())
	})
}

// Pushes stay pushes: without the one member whose text is another one, the rest
// would go as a multicast, by a key that the provider doesn't know.
func TestSendingRepeatsNothingAnotherWay(t *testing.T) {
	w := newWorld(t, 30, newProvider(true, 30))
	w.text = "hello{% if member.id == '" + idOf(7) + "' %} you{% endif %}"
	w.die(1)
	w.store.of(7).optedOut = true
	totals, err := w.run()
	require.NoError(t, err)
	require.Equal(t, deliver.Totals{Unknown: 29}, totals)
	require.Equal(t, 30, w.store.count(ledger.DeliveryUnknown))
	w.requireOnce(30)
}

// What all get alike goes by as many as one request takes, whatever else a batch may hold;
// what doesn't goes by more. A bound on the messages holds in both.
func TestSendingCutsWhatGoesByOneRequest(t *testing.T) {
	for text, most := range map[string]int{"the same for all": 300, "{{ member.name }}": 1000} {
		for _, limit := range []int{0, 700} {
			p := newProvider(true, 1000)
			p.cast = 300
			w := newWorld(t, 1700, p)
			w.text = text
			s := w.sending()
			s.Limit = limit
			var totals deliver.Totals
			require.NoError(t, s.Run(t.Context(), &totals))
			want := 1700
			if limit > 0 {
				want = limit
			}
			require.Equal(t, want, totals.Sent, text)
			longest, all := 0, 0
			for _, batch := range p.batches {
				longest, all = max(longest, len(batch)), all+len(batch)
			}
			require.Equal(t, want, all, text)
			require.LessOrEqual(t, longest, most, text)
			if most > p.cast {
				require.Greater(t, longest, p.cast, "pushes aren't cut")
			}
			if limit == 0 {
				w.requireOnce(1700)
			}
		}
	}
}

// Of members who get one text, behind others who don't, only as many go together as one
// request takes. The others are the next batches', without being picked again, and aren't
// counted twice where the messages have a bound.
func TestSendingCutsWhereTheTextsBecomeTheSame(t *testing.T) {
	own := ","
	for member := uint64(1); member <= 150; member++ {
		own += idOf(member) + ","
	}
	text := "{% capture own %}" + own + "{% endcapture %}{% assign id = ',' | append: member.id | append: ',' %}{% if own contains id %}{{ member.id }}{% else %}the same for all others{% endif %}"
	for _, limit := range []int{0, 900} {
		// By a clock that stands while messages are written: what was picked long ago is picked again.
		synctest.Test(t, func(t *testing.T) {
			p := newProvider(true, 1000)
			p.cast = 200
			w := newWorld(t, 1500, p)
			w.text = text
			s := w.sending()
			s.Limit = limit
			var totals deliver.Totals
			require.NoError(t, s.Run(t.Context(), &totals))
			require.Len(t, p.batches[0], 200, "150 texts of their own are among them")
			for _, batch := range p.batches[1:] {
				require.Equal(t, channel.Multicast, p.Way(batch))
				require.LessOrEqual(t, len(batch), 200)
			}
			if limit > 0 {
				require.Equal(t, limit, totals.Sent)
				return
			}
			require.Equal(t, 1500, totals.Sent)
			require.Equal(t, 2, w.store.picks, "all of them, and that nobody is left")
			w.requireOnce(1500)
		})
	}
}
