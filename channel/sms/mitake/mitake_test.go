package mitake

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/channeltest"
	"regulars/channel/exchange"
	"regulars/config"
	"regulars/sandbox/providers"
)

func subject(t *testing.T) channeltest.Subject {
	return channeltest.Subject{
		Provider: func(inbox *providers.Inbox) http.Handler {
			return providers.NewMitake("user", "the password", 1000, inbox)
		},
		Refuse:   providers.RefuseMitake,
		Settings: config.Channel{Username: "user", Password: config.NewSecret("the password")},
		Open: func(cfg config.Channel, transport http.RoundTripper) (channel.Sender, error) {
			s, err := New(cfg)
			if err != nil {
				return nil, err
			}
			s.client.HTTP.Transport = transport
			return s, nil
		},
		Spoil:   func(cfg *config.Channel) { cfg.Password = config.NewSecret("a wrong one") },
		Secrets: []string{"the password", "a wrong one"},
		Address: func(n int) string { return fmt.Sprintf("+8869120%05d", n) }, Bad: "+886900000000", BadIs: channel.NoSuchAddress,
		Look: documented,
	}
}

func TestSuite(t *testing.T) { subject(t).Run(t) }

// documented looks at a request as the known clients of Mitake make it.
func documented(r *http.Request) error {
	if r.Method == http.MethodGet {
		return nil
	}
	if query := r.URL.Query(); query.Get("username") == "" || query.Get("password") == "" || query.Get("Encoding_PostIn") != "UTF8" || len(query) != 3 {
		return errors.New("the query isn't username, password and Encoding_PostIn")
	}
	if r.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
		return errors.New("the lines aren't said to be UTF-8")
	}
	body, _ := io.ReadAll(r.Body)
	if !strings.HasSuffix(string(body), "\r\n") {
		return errors.New("the last line has no end")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(body), "\r\n"), "\r\n") {
		fields := strings.Split(line, "$$")
		if len(fields) != 7 || len(fields[0]) != 36 || !strings.HasPrefix(fields[1], "09") || strings.Contains(line, "\n") {
			return errors.New("a line isn't ClientID$$dstaddr$$dlvtime$$vldtime$$destname$$response$$smbody")
		}
	}
	return nil
}

func answer(sections ...string) exchange.Answer {
	return exchange.Answer{Status: http.StatusOK, Body: []byte(strings.Join(sections, "") + "AccountPoint=98\r\n")}
}

func section(key, status string) string {
	return "[" + key + "]\r\nmsgid=10100795" + status + "\r\nstatuscode=" + status + "\r\n"
}

// What each code means for its message and for the others.
func TestJudge(t *testing.T) {
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	batch := []regulars.Message{{RetryKey: "a"}, {RetryKey: "b"}}
	for code, c := range map[string]struct {
		outcome             regulars.Outcome
		suppress            channel.Suppression
		stops, again, quota bool
	}{
		"0": {outcome: regulars.OutcomeSent}, "1": {outcome: regulars.OutcomeSent}, "4": {outcome: regulars.OutcomeSent},
		"5": {outcome: regulars.OutcomeFailed}, "u": {outcome: regulars.OutcomeFailed}, "7": {outcome: regulars.OutcomeFailed},
		"6": {outcome: regulars.OutcomeFailed, suppress: channel.NoSuchAddress},
		"v": {outcome: regulars.OutcomeFailed, suppress: channel.NoSuchAddress},
		"e": {stops: true}, "k": {stops: true}, "p": {stops: true},
		"s": {stops: true, quota: true},
		"a": {stops: true}, "r": {stops: true},
		"*": {again: true}, "?": {again: true},
	} {
		v, results := s.judge(answer(section("a", "1"), section("b", code)), batch)
		require.Equal(t, c.again, v.Unanswered, code)
		require.Equal(t, c.quota, errors.Is(v.Err, channel.ErrQuota), code)
		if c.again {
			continue
		}
		require.Equal(t, c.stops, v.Err != nil, code)
		require.Equal(t, regulars.OutcomeSent, v.Result.Outcome, code)
		require.Equal(t, regulars.OutcomeSent, results[0].Outcome, "what was taken stays taken, whatever comes of the other")
		require.Equal(t, c.outcome, results[1].Outcome, code)
		require.Equal(t, c.suppress, results[1].Suppress, code)

		whole, _ := s.judge(exchange.Answer{Status: http.StatusOK, Body: []byte("statuscode=" + code + "\r\n")}, batch)
		require.NotEqual(t, regulars.OutcomeSent, whole.Result.Outcome, "a code of the request is no yes")
	}
	v, _ := s.judge(answer(section("a", "1")), batch)
	require.True(t, v.Unanswered, "an answer that says nothing of one")
}

func TestLinesAndTexts(t *testing.T) {
	inbox := providers.NewInbox(true)
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	s.client.HTTP.Transport = &channeltest.Wire{Provider: http.StripPrefix("/api/mtk", providers.NewMitake("user", "the password", 2, inbox)), Look: documented}
	key := func(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }
	results, err := s.Send(t.Context(), []regulars.Message{
		{To: "+886912000001", Text: "one\r\ntwo\nthree", RetryKey: key(1)},
		{To: "+15005550006", Text: "x", RetryKey: key(2)},
		{To: "+886912000003", Text: "NT$$100", RetryKey: key(3)},
		{To: "+886912000004", Text: strings.Repeat("字", 336), RetryKey: key(4)},
		{To: "+886912000005", Text: "x", RetryKey: "5"},
	})
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
	require.Equal(t, "one\ntwo\nthree", inbox.Deliveries()[0].Text)
	for i, want := range map[int]string{1: "Taiwan", 2: "$$", 3: "335", 4: "UUID"} {
		require.Equal(t, regulars.OutcomeFailed, results[i].Outcome)
		require.Contains(t, results[i].Reason, want)
	}
	quota, err := s.Quota(t.Context())
	require.NoError(t, err)
	require.Equal(t, channel.Quota{Limited: true, Left: 1}, quota)
	results, err = s.Send(t.Context(), []regulars.Message{
		{To: "+886912000006", Text: "x", RetryKey: key(6)}, {To: "+886912000007", Text: "x", RetryKey: key(7)},
	})
	require.ErrorIs(t, err, channel.ErrQuota)
	require.Equal(t, regulars.OutcomeSent, results[0].Outcome, "the last point")
	require.Empty(t, results[1].Outcome)
	require.ErrorIs(t, s.Check(t.Context()), channel.ErrQuota)
}

// Each message says where Mitake is to report what became of it, where the worker can be
// reached at all.
func TestCallback(t *testing.T) {
	for _, callback := range []string{"https://hooks.shop.tw/answers/tea/sms/0123456789abcdef", ""} {
		settings := subject(t).Settings
		settings.Callback = config.NewSecret(callback)
		s, err := New(settings)
		require.NoError(t, err)
		var lines []string
		s.client.HTTP.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			lines = append(lines, string(body))
			return &http.Response{StatusCode: http.StatusForbidden, Body: http.NoBody, Header: http.Header{}}, err
		})
		_, err = s.Send(t.Context(), []regulars.Message{{To: "+886912000001", Text: "x", RetryKey: "00000000-0000-4000-8000-000000000001"}})
		require.Error(t, err)
		require.NotContains(t, err.Error(), "0123456789abcdef")
		require.Equal(t, []string{"00000000-0000-4000-8000-000000000001$$0912000001$$$$$$$$" + callback + "$$x\r\n"}, lines)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestSettings(t *testing.T) {
	good := subject(t).Settings
	for want, spoil := range map[string]func(*config.Channel){
		"username": func(c *config.Channel) { c.Username = "" },
		"password": func(c *config.Channel) { c.Password = config.Secret{} },
	} {
		cfg := good
		spoil(&cfg)
		_, err := New(cfg)
		require.ErrorContains(t, err, want)
	}
	for given, want := range map[string]string{"": "https://smsapi.mitake.com.tw/api/mtk", "https://own.test/mtk/": "https://own.test/mtk"} {
		good.Endpoint = given
		s, err := New(good)
		require.NoError(t, err)
		require.Equal(t, want, s.endpoint)
	}
}
