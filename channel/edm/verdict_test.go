package edm

import (
	"crypto/tls"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
)

// A 4xx at the recipient or the content is for now: it is tried again, and the
// address stays. A 5xx is final: it is tried once.
func TestForNowAndForGood(t *testing.T) {
	for name, c := range map[string]struct {
		answer   error
		tries    int
		code     string
		suppress bool
	}{
		"450":          {refuse(450), 3, "450", false},
		"450 4.1.1":    {refuse(450, 4, 1, 1), 3, "450 4.1.1", false},
		"499":          {refuse(499), 3, "499", false},
		"500":          {refuse(500), 1, "500", false},
		"500 5.1.1":    {refuse(500, 5, 1, 1), 1, "500 5.1.1", true},
		"550":          {refuse(550), 1, "550", false},
		"550 5.1.1":    {refuse(550, 5, 1, 1), 1, "550 5.1.1", true},
		"550 5.1.2":    {refuse(550, 5, 1, 2), 1, "550 5.1.2", true},
		"553 5.1.3":    {refuse(553, 5, 1, 3), 1, "553 5.1.3", true},
		"550 5.1.6":    {refuse(550, 5, 1, 6), 1, "550 5.1.6", true},
		"556 5.1.10":   {refuse(556, 5, 1, 10), 1, "556 5.1.10", true},
		"550 5.1.0":    {refuse(550, 5, 1, 0), 1, "550 5.1.0", false},
		"552 5.2.2":    {refuse(552, 5, 2, 2), 1, "552 5.2.2", false},
		"554 5.7.1":    {refuse(554, 5, 7, 1), 1, "554 5.7.1", false},
		"550 5.3.0":    {refuse(550, 5, 3, 0), 1, "550 5.3.0", false},
		"450 of 5.1.1": {refuse(450, 5, 1, 1), 3, "450 5.1.1", false},
	} {
		for _, at := range []string{"RCPT", "DATA"} {
			t.Run(name+" at "+at, func(t *testing.T) {
				server := &mailServer{}
				if at == "RCPT" {
					server.onRcpt = func(int, string) error { return c.answer }
				} else {
					server.onData = func(int, *smtp.Conn) error { return c.answer }
				}
				startMailServer(t, server)
				results, err := open(t, server.config()).Send(t.Context(), messages(1))
				require.NoError(t, err)
				require.Equal(t, regulars.OutcomeFailed, results[0].Outcome)
				require.Equal(t, c.code, results[0].Code)
				require.Equal(t, c.suppress, results[0].Suppress == channel.NoSuchAddress)
				require.Equal(t, c.tries > 1, results[0].Later, "what is refused for now may be tried later")
				require.Equal(t, c.tries, server.rcpts["m0@x.test"])
				require.Equal(t, 1, server.sessions, "the connection is good still")
			})
		}
	}
}

// Without an answer the content's first byte decides.
func TestStepsWithoutAnAnswer(t *testing.T) {
	require.Equal(t, regulars.OutcomeSent, judge(nil).result.Outcome)
	require.True(t, judge(nil).connectionGood)
	for at, want := range map[step]struct {
		outcome regulars.Outcome
		lost    bool
	}{
		stepReset:   {lost: true},
		stepMail:    {lost: true},
		stepRcpt:    {lost: true},
		stepData:    {lost: true},
		stepContent: {outcome: regulars.OutcomeUnknown},
	} {
		got := judge(&failure{at: at})
		require.Equal(t, want.outcome, got.result.Outcome, at)
		require.Equal(t, want.lost, got.lost, at)
		require.Equal(t, want.lost, got.err != nil, at)
		require.False(t, got.connectionGood, at)
	}
	require.ErrorContains(t, judge(&failure{at: stepRcpt}).err, "at RCPT")
}

// loginSession is a session that lets nobody in.
type loginSession struct {
	session
	answer error
}

func (s *loginSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *loginSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, _ string) error { return s.answer }), nil
}

func TestLoginRefused(t *testing.T) {
	certificate, roots := selfSigned(t)
	for name, c := range map[string]struct {
		answer    error
		retryable bool
		hint      string
	}{
		"wrong password": {refuse(535, 5, 7, 8), false, "check username and password"},
		"for now":        {refuse(454, 4, 7, 0), true, "if it lasts"},
		"refused":        {refuse(554, 5, 7, 1), false, "refuses this client"},
		"plainly":        {refuse(500), false, "refuses this client"},
	} {
		t.Run(name, func(t *testing.T) {
			server := &mailServer{}
			startMailServer(t, server, func(s *smtp.Server) {
				s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
				s.Backend = smtp.BackendFunc(func(conn *smtp.Conn) (smtp.Session, error) {
					return &loginSession{session: session{server: server, conn: conn}, answer: c.answer}, nil
				})
			})
			cfg := server.config()
			cfg.TLS, cfg.Username, cfg.Password = "starttls", "shop", config.NewSecret("secret-word")
			s := open(t, cfg)
			require.NoError(t, s.client.SetTLSConfig(&tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}))
			results, err := s.Send(t.Context(), messages(2))
			var trouble *channel.Error
			require.ErrorAs(t, err, &trouble)
			require.Equal(t, c.retryable, trouble.Retryable)
			require.Contains(t, trouble.Hint, c.hint)
			require.NotContains(t, err.Error(), "secret-word")
			require.Equal(t, 2, outcomes(results)[""])
		})
	}
}

func TestSettingsThatTheServerCannotMeetAreNotTriedAgain(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	login := server.config()
	login.Username = "shop"
	starttls, implicit := server.config(), server.config()
	starttls.TLS, implicit.TLS = "starttls", "implicit"
	for name, cfg := range map[string]config.Channel{"no login": login, "no STARTTLS": starttls, "no TLS": implicit} {
		var trouble *channel.Error
		require.ErrorAs(t, open(t, cfg).Check(t.Context()), &trouble, name)
		require.False(t, trouble.Retryable, "%s: %v", name, trouble)
	}
}

func TestAddresses(t *testing.T) {
	s := open(t, config.Channel{Host: "127.0.0.1", TLS: "none", From: "a@x.test"})
	m := message(1)
	for _, good := range []string{"a@x.test", "a.b+c@x.test", "王@x.test"} {
		m.To = good
		_, err := s.compose(m)
		require.NoError(t, err, good)
	}
	for _, bad := range []string{
		"", "a", "a@", "@x.test", "a@b@x.test", "a b@x.test", "a@x.test,b@x.test", "a@x.test;b@x.test", "A <a@x.test>",
		"a@x.test\r\nBcc: b@x.test", "a@x.test>", "a..b@x.test", ".a@x.test", "a@x.test\x00", "undisclosed:;",
	} {
		m.To = bad
		_, err := s.compose(m)
		require.EqualError(t, err, "the address is not a mail address", "%q", bad)
	}
}
