package trial_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/deliver"
	"regulars/deliver/trial"
	"regulars/schema/ledger"
)

// An address is one of a channel by how it looks, whole and with nothing around it.
func TestChannelOf(t *testing.T) {
	long := strings.Repeat("a", 60) + "@" + strings.Repeat(strings.Repeat("b", 62)+".", 3) + "test"
	line := "U" + strings.Repeat("0123456789abcdef", 2)
	for address, want := range map[string]string{
		"me@shop.tw": "edm", "+886912345678": "sms", line: "line",
		long: "edm", "a" + long: "", "Me <me@shop.tw>": "", "<me@shop.tw>": "", " me@shop.tw": "",
		"0912345678": "", "+0912345678": "", "+88691": "", "+8869123456789012": "", "+886 912 345 678": "",
		line[:32]: "", line + "0": "", strings.ToUpper(line): "", "C" + line[1:]: "", "": "",
	} {
		got, err := trial.ChannelOf(address)
		require.Equal(t, want, got, address)
		var refused *trial.AddressError
		require.Equal(t, want == "", errors.As(err, &refused), address)
	}
}

// A trial is one of the campaign's texts, marked where a mark can stand, with the member's
// numbers and nobody's address or name but the one that was named.
func TestMessage(t *testing.T) {
	brand := &config.Brand{Name: "tea", Channels: map[string]*config.Channel{"edm": {}, "sms": {}, "line": {}}}
	of := func(subject, text string) map[string]config.Template {
		return map[string]config.Template{"edm": {Subject: subject, Text: text}, "sms": {Text: text}, "line": {Text: text}}
	}
	flex := `{"type":"flex","altText":"x","contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[]}}}`
	campaign := &config.Campaign{Name: "hello", Purpose: "marketing", Variants: []config.Variant{{Name: "a", Templates: of("Hi", "First")}, {Name: "b", Templates: of("Ho", "Second")}, {Name: "c", Templates: of("", flex)}}}
	run := ledger.Run{Brand: "tea", Campaign: "hello", Date: "2026-11-20"}
	message := func(channel, ofMember, variant string) regulars.Message {
		letter, err := deliver.LetterOf(brand, campaign, channel, "a key of enough characters")
		require.NoError(t, err)
		r := trial.MadeUp(run.Date)
		r.Channel, r.Variant, r.Address = channel, ofMember, "member@shop.tw"
		m, err := trial.Message(letter, run, campaign, r, "me@shop.tw", variant)
		require.NoError(t, err)
		require.Equal(t, []string{"me@shop.tw", ""}, []string{m.To, m.Name})
		require.NotContains(t, m.Subject+m.Text, "member@")
		return m
	}
	for name, c := range map[string]struct{ channel, of, variant, subject, text string }{
		"the member's text":            {"edm", "b", "", "[Test] Ho", "Second"},
		"the text that is asked for":   {"edm", "b", "a", "[Test] Hi", "First"},
		"a member without one":         {"edm", "", "", "[Test] Hi", "First"},
		"a text that there isn't":      {"edm", "b", "z", "[Test] Hi", "First"},
		"an SMS is marked in its text": {"sms", "b", "", "", "[Test] Second"},
		"a rich message isn't":         {"line", "c", "", "", flex},
	} {
		m := message(c.channel, c.of, c.variant)
		require.Equal(t, c.subject, m.Subject, name)
		require.Contains(t, m.Text, c.text, name)
		require.Equal(t, strings.HasPrefix(c.text, "[Test]"), strings.HasPrefix(m.Text, "[Test]"), name)
	}
	one, two := message("edm", "a", ""), message("edm", "a", "")
	require.NotEqual(t, one.DeliveryID, two.DeliveryID)
	require.NotEqual(t, one.RetryKey, two.RetryKey, "a second trial isn't dropped as the first once more")
	require.True(t, strings.HasPrefix(one.DeliveryID, "test/"), "what comes back of it belongs to no delivery")
}

// sender answers a batch as the test says.
type sender struct {
	channel.Sender
	results []channel.Result
	err     error
	closed  error
	sent    []regulars.Message
	closes  int
}

func (s *sender) Close() error { s.closes++; return s.closed }

func (s *sender) Send(_ context.Context, batch []regulars.Message) ([]channel.Result, error) {
	s.sent = append(s.sent, batch...)
	return s.results, s.err
}

// What was handed over is an outcome, also where an error came with it or the connection didn't
// end well; what wasn't is an error.
func TestHandOver(t *testing.T) {
	broken, closed := errors.New("away"), errors.New("not closed")
	for name, c := range map[string]struct {
		results []channel.Result
		err     error
		closed  error
		outcome regulars.Outcome
		want    error
	}{
		"sent":                         {[]channel.Result{{Outcome: regulars.OutcomeSent}}, nil, nil, regulars.OutcomeSent, nil},
		"sent, with an error":          {[]channel.Result{{Outcome: regulars.OutcomeSent}}, broken, nil, regulars.OutcomeSent, nil},
		"sent, and not closed":         {[]channel.Result{{Outcome: regulars.OutcomeSent}}, nil, closed, regulars.OutcomeSent, nil},
		"nobody knows":                 {[]channel.Result{{Outcome: regulars.OutcomeUnknown}}, broken, nil, regulars.OutcomeUnknown, nil},
		"surely not sent":              {[]channel.Result{{}}, broken, closed, "", broken},
		"surely not sent, without why": {[]channel.Result{{}}, nil, closed, "", closed},
		"no answer for the message":    {nil, broken, nil, "", broken},
	} {
		s := &sender{results: c.results, err: c.err, closed: c.closed}
		result, err := trial.HandOver(t.Context(), s, regulars.Message{To: "me@shop.tw"})
		require.Equal(t, c.want, err, name)
		require.Equal(t, c.outcome, result.Outcome, name)
		require.Equal(t, []regulars.Message{{To: "me@shop.tw"}}, s.sent, name)
		require.Equal(t, 1, s.closes, name)
	}
}
