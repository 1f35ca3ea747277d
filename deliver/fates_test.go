package deliver_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/config"
	"regulars/deliver"
	"regulars/schema/ledger"
)

// asked is a provider with a list of what it was given.
type asked struct {
	*provider
	list map[string][]channel.Fate
	from []time.Time
	err  error
}

func (a *asked) Fates(_ context.Context, to string, from, until time.Time) ([]channel.Fate, error) {
	a.from = append(a.from, from, until)
	return a.list[to], a.err
}

func TestFatesAreAskedOfWhoCanTell(t *testing.T) {
	at := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	sms := &asked{provider: newProvider(false, 1), list: map[string][]channel.Fate{"+886912345678": {{ProviderID: "SM1"}}}}
	mail := newProvider(false, 1)
	opened := map[string]int{}
	open := func(name string, _ config.Channel) (channel.Sender, error) {
		opened[name]++
		if name == "edm" {
			return mail, nil
		}
		return sms, nil
	}
	brand := &config.Brand{Channels: map[string]*config.Channel{"sms": {}, "edm": {}}}
	unknowns := []ledger.Unknown{
		{MemberID: 1, Channel: "sms", Address: "+886912345678", Tries: 2, Since: at, At: at.Add(time.Hour)},
		{MemberID: 2, Channel: "sms", Address: "+886900000000", Tries: 1, Since: at, At: at},
		{MemberID: 3, Channel: "sms", Tries: 1, Since: at, At: at},
		{MemberID: 4, Channel: "sms", Address: "+886912345678", At: at},
		{MemberID: 5, Channel: "edm", Address: "m@x.test", Tries: 1, Since: at, At: at},
		{MemberID: 6, Channel: "line", Address: "U1", Tries: 1, Since: at, At: at},
	}
	fates, err := deliver.Fates(t.Context(), brand, open, unknowns)
	require.NoError(t, err)
	require.Equal(t, map[uint64][]channel.Fate{1: {{ProviderID: "SM1"}}, 2: nil}, fates, "no list, no address, no try, no channel: not asked")
	require.Equal(t, []time.Time{at.Add(-time.Minute), at.Add(time.Hour + time.Minute), at.Add(-time.Minute), at.Add(time.Minute)}, sms.from)
	require.Equal(t, map[string]int{"sms": 1, "edm": 1}, opened)
	require.True(t, sms.closed && mail.closed)

	sms.err = errors.New("HTTP 401")
	_, err = deliver.Fates(t.Context(), brand, open, unknowns)
	require.ErrorContains(t, err, "HTTP 401")
}
