package every8d

import (
	"errors"
	"fmt"
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
			return providers.NewEVERY8D("user", "the password", 1000, inbox)
		},
		Refuse:   providers.RefuseEVERY8D,
		Settings: config.Channel{Username: "user", Password: config.NewSecret("the password"), Endpoint: "http://every8d.test"},
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
		Sending: func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/sendSMS.ashx") },
		Look:    documented,
	}
}

func TestSuite(t *testing.T) { subject(t).Run(t) }

// documented looks at a form as the known clients of EVERY8D make it.
func documented(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	if r.PostForm.Get("UID") == "" || r.PostForm.Get("PWD") == "" || r.URL.RawQuery != "" {
		return errors.New("no account, or something in the address")
	}
	if !strings.HasSuffix(r.URL.Path, "/sendSMS.ashx") {
		return nil
	}
	for _, name := range []string{"SB", "MSG", "DEST", "ST", "RETRYTIME", "MR"} {
		if !r.PostForm.Has(name) {
			return errors.New("the form has no " + name)
		}
	}
	if len(r.PostForm) != 8 || strings.Contains(r.PostForm.Get("DEST"), ",") {
		return errors.New("a field that isn't documented, or two numbers")
	}
	return nil
}

// What an answer means for a message.
func TestJudge(t *testing.T) {
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	for body, c := range map[string]struct {
		outcome      regulars.Outcome
		suppress     channel.Suppression
		stops, quota bool
	}{
		"79.0,1,1.0,0,d6eb4b1d":    {outcome: regulars.OutcomeSent},
		"0,0,0,1,d6eb4b1d":         {stops: true, quota: true}, // unsent is without credit
		"-1,參數錯誤":                  {outcome: regulars.OutcomeFailed},
		"-2,API 帳號或密碼錯誤":           {stops: true},
		"-3,受話方手機號碼錯誤":             {outcome: regulars.OutcomeFailed, suppress: channel.NoSuchAddress},
		"-5,長度超過限制":                {outcome: regulars.OutcomeFailed},
		"-99,不明錯誤":                 {outcome: regulars.OutcomeUnknown},
		"-300.00,whatever it says": {outcome: regulars.OutcomeFailed},
		"79.0,1,1.0,0,":            {outcome: regulars.OutcomeUnknown},
		"79.0,1":                   {outcome: regulars.OutcomeUnknown},
		"<html>,1,1,0,x":           {outcome: regulars.OutcomeUnknown},
		"79.0,2,1.0,0,d6eb4b1d":    {outcome: regulars.OutcomeUnknown},
		"":                         {outcome: regulars.OutcomeUnknown},
	} {
		v := s.judge(exchange.Answer{Status: http.StatusOK, Body: []byte(body)})
		require.Equal(t, c.outcome, v.Result.Outcome, body)
		require.Equal(t, c.suppress, v.Result.Suppress, body)
		require.Equal(t, c.stops, v.Err != nil, body)
		require.Equal(t, c.quota, errors.Is(v.Err, channel.ErrQuota), body)
	}
}

func TestCredit(t *testing.T) {
	inbox := providers.NewInbox(false)
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	s.client.HTTP.Transport = &channeltest.Wire{Provider: providers.NewEVERY8D("user", "the password", 1, inbox)}
	quota, err := s.Quota(t.Context())
	require.NoError(t, err)
	require.Equal(t, channel.Quota{Limited: true, Left: 1}, quota)
	batch := []regulars.Message{{To: "+886912000001", Text: "x"}, {To: "+886912000002", Text: "x"}, {To: "+886912000003", Text: strings.Repeat("x", 334)}}
	_, err = s.Send(t.Context(), batch[:1])
	require.NoError(t, err)
	results, err := s.Send(t.Context(), batch[1:])
	require.ErrorIs(t, err, channel.ErrQuota)
	require.Empty(t, results[0].Outcome, "surely not sent")
	require.ErrorIs(t, s.Check(t.Context()), channel.ErrQuota)
	results, err = s.Send(t.Context(), batch[2:])
	require.NoError(t, err)
	require.Contains(t, results[0].Reason, "333")
}

func TestSettings(t *testing.T) {
	good := subject(t).Settings
	for want, spoil := range map[string]func(*config.Channel){
		"username": func(c *config.Channel) { c.Username = "" },
		"password": func(c *config.Channel) { c.Password = config.Secret{} },
		"endpoint": func(c *config.Channel) { c.Endpoint = "" },
	} {
		cfg := good
		spoil(&cfg)
		_, err := New(cfg)
		require.ErrorContains(t, err, want)
	}
}
