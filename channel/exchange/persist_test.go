package exchange_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
)

// A request is tried until there is a yes or a no, as often as may be, and with a pause that
// doubles. Once it may have been accepted, nothing but a yes is believed.
func TestPersist(t *testing.T) {
	const s = time.Second
	broken := errors.New("away")
	sent, failed := exchange.Sent("id"), exchange.Failed("400", "no")
	silent := exchange.Verdict{Unanswered: true, Err: broken}
	away := func(after time.Duration) exchange.Verdict {
		return exchange.Verdict{TurnedAway: true, After: after, Err: broken}
	}
	refused := exchange.Verdict{Err: broken}
	for name, c := range map[string]struct {
		answers []exchange.Verdict // the last one again and again
		tries   int
		after   time.Duration // of the last try
		outcome regulars.Outcome
		err     error
	}{
		"a yes":                  {[]exchange.Verdict{sent}, 1, 0, regulars.OutcomeSent, nil},
		"a no":                   {[]exchange.Verdict{failed}, 1, 0, regulars.OutcomeFailed, nil},
		"the account is refused": {[]exchange.Verdict{refused}, 1, 0, "", broken},
		"no answer, then a yes":  {[]exchange.Verdict{silent, silent, sent}, 3, 3 * s, regulars.OutcomeSent, nil},
		"no answer, then a no: the first may count":    {[]exchange.Verdict{silent, failed}, 2, s, regulars.OutcomeUnknown, nil},
		"no answer, then the account is refused":       {[]exchange.Verdict{silent, refused}, 2, s, regulars.OutcomeUnknown, broken},
		"no answer, then turned away for long":         {[]exchange.Verdict{silent, away(time.Hour)}, 2, s, regulars.OutcomeUnknown, broken},
		"no answer at all":                             {[]exchange.Verdict{silent}, 3, 3 * s, regulars.OutcomeUnknown, broken},
		"turned away, then a yes":                      {[]exchange.Verdict{away(0), sent}, 2, s, regulars.OutcomeSent, nil},
		"turned away, then a no":                       {[]exchange.Verdict{away(0), failed}, 2, s, regulars.OutcomeFailed, nil},
		"turned away, with a longer pause":             {[]exchange.Verdict{away(7 * s), sent}, 2, 7 * s, regulars.OutcomeSent, nil},
		"turned away for as long as is waited here":    {[]exchange.Verdict{away(time.Minute), sent}, 2, time.Minute, regulars.OutcomeSent, nil},
		"turned away for longer: the caller's to wait": {[]exchange.Verdict{away(time.Minute + s)}, 1, 0, "", broken},
		"turned away always: surely not sent":          {[]exchange.Verdict{away(0)}, 2, s, "", broken},
		"both in turn":                                 {[]exchange.Verdict{silent, away(0), silent, sent}, 4, 7 * s, regulars.OutcomeSent, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, tries, last := time.Now(), 0, time.Duration(0)
				got := exchange.Tries{Unanswered: 3, TurnedAway: 2, FirstGap: s, Patience: time.Minute}.Persist(t.Context(), channel.PaceOf("test/"+name, 0), func() exchange.Verdict {
					tries, last = tries+1, time.Since(began)
					return c.answers[min(tries, len(c.answers))-1]
				})
				require.Equal(t, []any{c.tries, c.after, c.outcome, c.err}, []any{tries, last, got.Result.Outcome, got.Err})
			})
		})
	}
}

// A worker that ends asks no more; what may have been accepted stays unknown.
func TestPersistEndsWithItsContext(t *testing.T) {
	for _, silent := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			tries := 0
			got := exchange.Tries{Unanswered: 3, TurnedAway: 3, FirstGap: time.Second, Patience: time.Minute}.Persist(ctx, channel.PaceOf(fmt.Sprint("test/ends", silent), 0), func() exchange.Verdict {
				tries++
				cancel()
				return exchange.Verdict{Unanswered: silent, TurnedAway: !silent}
			})
			require.Equal(t, 1, tries)
			require.ErrorIs(t, got.Err, context.Canceled)
			require.Equal(t, silent, got.Result.Outcome == regulars.OutcomeUnknown)
		})
	}
}
