package studio

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/deliver/trial"
	"regulars/schema/desk"
)

// posted is what the page of a campaign sends.
func posted(name string, form url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/b/tea/studio/"+name, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetPathValue("name", name)
	return r
}

// A test goes to the address that is typed, once it is on record, from who may edit and hasn't
// sent many; what came of it is said in words.
func TestTry(t *testing.T) {
	refused := errors.New("refused")
	for name, c := range map[string]struct {
		change    func(*Asked)
		to, text  string
		result    channel.Result
		err       error
		want      string // how the refusal begins; empty: it was sent
		is        error
		recorded  bool
		delivered bool
	}{
		"sent":                           {to: " me@shop.tw ", result: channel.Result{Outcome: regulars.OutcomeSent}, recorded: true, delivered: true},
		"one of the texts":               {to: "me@shop.tw", text: "b", result: channel.Result{Outcome: regulars.OutcomeSent}, recorded: true, delivered: true},
		"another text":                   {to: "me@shop.tw", text: "z", is: ErrNone},
		"nobody knows":                   {to: "me@shop.tw", result: channel.Result{Outcome: regulars.OutcomeUnknown, Reason: "timeout"}, want: "Nobody knows whether the test arrived: timeout", recorded: true, delivered: true},
		"turned away":                    {to: "me@shop.tw", result: channel.Result{Outcome: regulars.OutcomeFailed, Reason: "no mailbox", Code: "550"}, want: "The test was not sent: no mailbox 550", recorded: true, delivered: true},
		"an error":                       {to: "me@shop.tw", err: refused, want: "The test was not sent: refused", recorded: true, delivered: true},
		"no address":                     {to: "me", want: "This is no address"},
		"a channel that it doesn't use":  {to: "+886912345678", want: "The campaign doesn't use "},
		"many":                           {change: func(a *Asked) { a.Turn = func() time.Duration { return 90 * time.Second } }, to: "me@shop.tw", want: "You have sent many tests: wait 2 minutes."},
		"it can't be recorded":           {change: func(a *Asked) { a.Record = func(desk.Deed) error { return refused } }, to: "me@shop.tw", is: refused},
		"somebody who may not":           {change: func(a *Asked) { a.Edits = false }, to: "me@shop.tw", is: ErrNotAllowed},
		"a campaign that isn't there":    {change: func(a *Asked) { a.File.Campaigns = nil }, to: "me@shop.tw", is: ErrNone},
		"another one than the one named": {change: func(a *Asked) { a.File.Campaigns[0].Name = "other" }, to: "me@shop.tw", is: ErrNone},
	} {
		t.Run(name, func(t *testing.T) {
			a := asked()
			a.File.Campaigns = []config.Campaign{{Name: "hello", Channels: []string{"edm"}, Variants: []config.Variant{{Name: "a"}, {Name: "b"}}}}
			var deeds []desk.Deed
			var asks []trial.Request
			a.Turn = func() time.Duration { return 0 }
			a.Record = func(d desk.Deed) error { deeds = append(deeds, d); return nil }
			a.Send = func(_ context.Context, q trial.Request) (channel.Result, error) {
				require.NotEmpty(t, deeds, "it is on record before it leaves")
				asks = append(asks, q)
				return c.result, c.err
			}
			if c.change != nil {
				c.change(a)
			}
			done, err := a.Serve(posted("hello", url.Values{"do": {"test"}, "to": {c.to}, "variant": {c.text}}))
			require.Equal(t, "/b/tea/studio/hello", done.To)
			switch {
			case c.is != nil:
				require.ErrorIs(t, err, c.is)
			case c.want != "":
				var refusal *Refusal
				require.ErrorAs(t, err, &refusal)
				require.True(t, strings.HasPrefix(refusal.Words, c.want), refusal.Words)
			default:
				require.NoError(t, err)
				require.Equal(t, desk.CampaignTest, done.Said)
			}
			if c.recorded {
				require.Equal(t, []desk.Deed{{Action: desk.CampaignTest, What: "hello: edm m…@shop.tw"}}, deeds)
			} else {
				require.Empty(t, deeds)
			}
			require.Equal(t, c.delivered, len(asks) == 1)
			if c.delivered {
				require.Equal(t, trial.Request{Brand: a.File, Campaign: &a.File.Campaigns[0], Date: a.Date, To: "me@shop.tw", Variant: c.text}, asks[0])
			}
		})
	}
}

// A test is offered to editors once there are numbers, for a campaign that uses a channel; texts
// to choose from are those of variants.
func TestTryIsOffered(t *testing.T) {
	a, c := asked(), &config.Campaign{Channels: []string{"edm", "sms"}}
	require.Equal(t, &Try{Number: 3, Channels: a.Words.ChannelNames["edm"] + ", " + a.Words.ChannelNames["sms"]}, a.tryForm(c, 3))
	c.Variants = []config.Variant{{Name: "a"}, {Name: "b"}}
	require.Equal(t, []string{"a", "b"}, a.tryForm(c, 3).Texts)
	require.Equal(t, []string{"edm", "sms"}, c.Channels, "the campaign stays as it is")
	require.Nil(t, a.tryForm(&config.Campaign{}, 3))
	a.Date = ""
	require.Nil(t, a.tryForm(c, 3))
	a = asked()
	a.Edits = false
	require.Nil(t, a.tryForm(c, 3))
	require.Equal(t, []string{"", "?version=1"}, []string{versionOf(0), versionOf(1)})
}

// Who only looks writes, approves and removes nothing.
func TestWhoOnlyLooks(t *testing.T) {
	a := asked()
	a.Edits, a.Decides = false, false
	for _, do := range []string{"save", "remove", "form", "exact", "test", "approved", "rejected"} {
		done, err := a.Serve(posted("hello", url.Values{"do": {do}, "base": {"3"}}))
		require.ErrorIs(t, err, ErrNotAllowed, do)
		require.Nil(t, done.Edit, do)
	}
	_, err := a.Serve(httptest.NewRequest(http.MethodGet, "/b/tea/studio?new=1", nil))
	require.ErrorIs(t, err, ErrNotAllowed)
}
