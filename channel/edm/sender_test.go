package edm

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/edm/envelope"
	"regulars/config"
)

func open(t testing.TB, cfg config.Channel) *Sender {
	t.Helper()
	s, err := New(cfg)
	require.NoError(t, err)
	s.pauses = []time.Duration{time.Millisecond, time.Millisecond}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func message(n int) regulars.Message {
	return regulars.Message{
		DeliveryID: fmt.Sprintf("acme/wakeup/2026-11-20/%d", n), To: fmt.Sprintf("m%d@x.test", n), Name: "王小明",
		Subject: "想念你", Text: "你好\n.\n一行點", HTML: "<p>你好 &amp; 歡迎</p>",
		UnsubscribeURL: "https://shop.test/u/abc", UnsubscribeMail: "mailto:u@shop.test",
	}
}

func messages(n int) []regulars.Message {
	batch := make([]regulars.Message, n)
	for i := range batch {
		batch[i] = message(i)
	}
	return batch
}

func outcomes(results []channel.Result) map[regulars.Outcome]int {
	count := map[regulars.Outcome]int{}
	for _, r := range results {
		count[r.Outcome]++
	}
	return count
}

func TestWholeMessage(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	s := open(t, server.config())
	require.NoError(t, s.Check(t.Context()))
	results, err := s.Send(t.Context(), []regulars.Message{message(1)})
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
	_, err = s.Send(t.Context(), []regulars.Message{message(1)})
	require.NoError(t, err)

	require.Len(t, server.accepted, 2)
	m := server.accepted[0].message(t)
	require.Equal(t, "m1@x.test", server.accepted[0].to)
	require.Equal(t, "<https://shop.test/u/abc>, <mailto:u@shop.test>", m.Header.Get("List-Unsubscribe"))
	require.Equal(t, "List-Unsubscribe=One-Click", m.Header.Get("List-Unsubscribe-Post"))
	require.Regexp(t, `^<[0-9a-f-]{36}@shop\.test>$`, m.Header.Get("Message-ID"))
	require.Equal(t, m.Header.Get("Message-ID"), server.accepted[1].message(t).Header.Get("Message-ID"))
	require.Equal(t, m.Header.Get("Message-ID"), "<"+results[0].ProviderID+">", "by which a bounce finds it")
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, "想念你", subject)
	from, err := m.Header.AddressList("From")
	require.NoError(t, err)
	require.Equal(t, "茶屋", from[0].Name)

	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/alternative", kind)
	parts := multipart.NewReader(m.Body, params["boundary"])
	require.Equal(t, "你好\r\n.\r\n一行點", nextPart(t, parts, "text/plain"))
	require.Equal(t, "<p>你好 &amp; 歡迎</p>", nextPart(t, parts, "text/html"))
	require.Equal(t, 1, server.sessions, "the connection is used again")
}

func TestUnsubscribeOnThisMachine(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	s := open(t, server.config())
	local := message(1)
	local.UnsubscribeURL, local.UnsubscribeMail = "http://127.0.0.1:9464/unsubscribe?t=abc", "u@shop.test"
	evil := message(2)
	evil.UnsubscribeURL = "http://127.0.0.1:9464/unsubscribe?t=a>,<http://x.test"
	elsewhere := message(3)
	elsewhere.UnsubscribeURL = "http://127.evil.example/unsubscribe?t=abc"
	results, err := s.Send(t.Context(), []regulars.Message{local, evil, elsewhere})
	require.NoError(t, err)
	require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 1, regulars.OutcomeFailed: 2}, outcomes(results))
	m := server.accepted[0].message(t)
	require.Equal(t, "<http://127.0.0.1:9464/unsubscribe?t=abc>, <mailto:u@shop.test>", m.Header.Get("List-Unsubscribe"))
	require.Equal(t, "List-Unsubscribe=One-Click", m.Header.Get("List-Unsubscribe-Post"))
}

func nextPart(t *testing.T, parts *multipart.Reader, kind string) string {
	t.Helper()
	part, err := parts.NextRawPart()
	require.NoError(t, err)
	require.Contains(t, part.Header.Get("Content-Type"), kind)
	require.Equal(t, "quoted-printable", part.Header.Get("Content-Transfer-Encoding"))
	content, err := io.ReadAll(quotedprintable.NewReader(part))
	require.NoError(t, err)
	return strings.TrimRight(string(content), "\r\n")
}

func TestHeadersCannotBeInjected(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	s := open(t, server.config())
	evil := message(1)
	evil.Name = "x\r\nBcc: all@x.test\r\n\r\n<script> \"quoted\", y"
	evil.Subject = "hi\r\nX-Evil: 1\n\nbody"
	address := message(2)
	address.To = "m2@x.test>\r\nRCPT TO:<other@x.test"
	two := message(3)
	two.To = "a@x.test, b@x.test"
	named := message(4)
	named.To = "Somebody <a@x.test>"
	link := message(5)
	link.UnsubscribeURL = "http://shop.test/u"
	results, err := s.Send(t.Context(), []regulars.Message{evil, address, two, named, link})
	require.NoError(t, err)
	require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 1, regulars.OutcomeFailed: 4}, outcomes(results))
	for _, r := range results[1:] {
		require.NotContains(t, r.Reason, "x.test")
	}
	m := server.accepted[0].message(t)
	require.Empty(t, m.Header.Get("Bcc"))
	require.Empty(t, m.Header.Get("X-Evil"))
	require.Equal(t, "hi X-Evil: 1 body", m.Header.Get("Subject"))
	to, err := m.Header.AddressList("To")
	require.NoError(t, err)
	require.Len(t, to, 1)
	require.Equal(t, "m1@x.test", to[0].Address)
	require.Equal(t, `x Bcc: all@x.test <script> "quoted", y`, to[0].Name)
}

func TestRecipientRefusals(t *testing.T) {
	server := startMailServer(t, &mailServer{onRcpt: func(n int, to string) error {
		switch to {
		case "m0@x.test":
			return refuse(550, 5, 1, 1)
		case "m1@x.test":
			return refuse(550, 5, 7, 1)
		case "m2@x.test":
			return refuse(450, 4, 2, 0)
		case "m3@x.test":
			if n < 3 {
				return refuse(451, 4, 7, 1)
			}
		}
		return nil
	}})
	s := open(t, server.config())
	results, err := s.Send(t.Context(), messages(6))
	require.NoError(t, err)
	require.Equal(t, channel.Result{Outcome: regulars.OutcomeFailed, Code: "550 5.1.1", Reason: "refused by the server", Suppress: channel.NoSuchAddress}, results[0])
	require.Equal(t, regulars.OutcomeFailed, results[1].Outcome)
	require.Empty(t, results[1].Suppress)
	require.Equal(t, "450 4.2.0", results[2].Code)
	require.Equal(t, regulars.OutcomeFailed, results[2].Outcome)
	require.Equal(t, 3, server.rcpts["m2@x.test"], "refused for now: a bounded number of tries")
	for _, r := range results[3:] {
		require.Equal(t, regulars.OutcomeSent, r.Outcome)
	}
	require.Len(t, server.accepted, 3)
}

func TestServerTroubleStopsTheBatchAndNothingIsLost(t *testing.T) {
	for name, c := range map[string]struct {
		onMail    func(int) error
		onRcpt    func(int, string) error
		retryable bool
	}{
		"451 at MAIL": {onMail: after(10, refuse(451, 4, 3, 0)), retryable: true},
		"421 at MAIL": {onMail: after(10, refuse(421, 4, 4, 2)), retryable: true},
		"530 at MAIL": {onMail: after(10, refuse(530, 5, 7, 0))},
		"452 at RCPT": {onRcpt: func(_ int, to string) error { return refuse(452, 4, 3, 1) }, retryable: true},
	} {
		t.Run(name, func(t *testing.T) {
			server := startMailServer(t, &mailServer{onMail: c.onMail, onRcpt: c.onRcpt})
			s := open(t, server.config())
			results, err := s.Send(t.Context(), messages(50))
			var trouble *channel.Error
			require.ErrorAs(t, err, &trouble)
			require.Equal(t, c.retryable, trouble.Retryable)
			require.NotEmpty(t, trouble.Hint)
			require.NotContains(t, err.Error(), "x.test")
			count := outcomes(results)
			require.Equal(t, len(server.accepted), count[regulars.OutcomeSent])
			require.Equal(t, 50, count[regulars.OutcomeSent]+count[""])
			require.NotZero(t, count[""])
		})
	}
}

func after(n int, err error) func(int) error {
	return func(i int) error {
		if i > n {
			return err
		}
		return nil
	}
}

func TestUnknownWhereTheAnswerIsLost(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	server.onData = func(n int, c *smtp.Conn) error {
		if n == 3 { // accepted, and cut before the answer
			server.accepted = append(server.accepted, received{})
			_ = c.Conn().Close()
			return errors.New("cut")
		}
		return nil
	}
	cfg := server.config()
	cfg.Connections = 1
	s := open(t, cfg)
	results, err := s.Send(t.Context(), messages(6))
	require.NoError(t, err)
	require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 5, regulars.OutcomeUnknown: 1}, outcomes(results))
	require.Equal(t, regulars.OutcomeUnknown, results[2].Outcome)
	require.Len(t, server.accepted, 6, "nothing was sent twice")
	require.Equal(t, 2, server.sessions)
}

func TestContentRefused(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	server.onData = func(n int, _ *smtp.Conn) error {
		if n == 1 {
			return refuse(554, 5, 7, 1)
		}
		return nil
	}
	cfg := server.config()
	cfg.Connections = 1
	s := open(t, cfg)
	results, err := s.Send(t.Context(), messages(2))
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeFailed, results[0].Outcome)
	require.Equal(t, "554 5.7.1", results[0].Code)
	require.Equal(t, regulars.OutcomeSent, results[1].Outcome)
}

func TestDroppedConnectionsAreReplaced(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	s := open(t, server.config())
	for range 3 {
		results, err := s.Send(t.Context(), messages(8))
		require.NoError(t, err)
		require.Equal(t, 8, outcomes(results)[regulars.OutcomeSent])
		server.drop()
		time.Sleep(10 * time.Millisecond)
	}
	require.Len(t, server.accepted, 24)
}

// A server that hangs up with a word (421) is asked again by a fresh connection.
func TestAServerThatHangsUpIsAskedAgain(t *testing.T) {
	server := startMailServer(t, &mailServer{onMail: func(n int) error {
		if n == 2 {
			return refuse(421, 4, 4, 2)
		}
		return nil
	}})
	cfg := server.config()
	cfg.Connections = 1
	results, err := open(t, cfg).Send(t.Context(), messages(3))
	require.NoError(t, err)
	require.Equal(t, 3, outcomes(results)[regulars.OutcomeSent])
	require.Equal(t, 2, server.sessions)
}

// What a connection was cut off in must not get another message's commands.
func TestABadConnectionIsNotUsedAgain(t *testing.T) {
	p := open(t, startMailServer(t, &mailServer{}).config()).pool
	conn, err := p.get(t.Context(), false)
	require.NoError(t, err)
	p.put(conn, true)
	again, err := p.get(t.Context(), false)
	require.NoError(t, err)
	require.Same(t, conn, again)
	p.put(again, false)
	require.Nil(t, p.pop())
}

func TestNobodyListens(t *testing.T) {
	s := open(t, config.Channel{Host: "127.0.0.1", Port: 1, TLS: "none", From: "a@x.test"})
	results, err := s.Send(t.Context(), messages(3))
	var trouble *channel.Error
	require.ErrorAs(t, err, &trouble)
	require.True(t, trouble.Retryable)
	require.Equal(t, map[regulars.Outcome]int{"": 3}, outcomes(results))
	require.Error(t, s.Check(t.Context()))
}

func TestCancelledSendKnowsItsOutcomes(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	ctx, cancel := context.WithCancel(t.Context())
	server.onData = func(n int, _ *smtp.Conn) error {
		if n == 5 {
			cancel()
		}
		return nil
	}
	s := open(t, server.config())
	results, err := s.Send(ctx, messages(50))
	require.ErrorIs(t, err, context.Canceled)
	count := outcomes(results)
	require.Equal(t, len(server.accepted), count[regulars.OutcomeSent])
	require.Zero(t, count[regulars.OutcomeUnknown])
	require.NotZero(t, count[""])
}

func TestTLS(t *testing.T) {
	certificate, roots := selfSigned(t)
	server := startMailServer(t, &mailServer{}, func(s *smtp.Server) {
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	})
	cfg := server.config()
	cfg.TLS = "starttls"
	s := open(t, cfg)
	var trouble *channel.Error
	require.ErrorAs(t, s.Check(t.Context()), &trouble, "an unknown certificate is refused")
	require.False(t, trouble.Retryable)
	require.NoError(t, s.client.SetTLSConfig(&tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}))
	results, err := s.Send(t.Context(), messages(3))
	require.NoError(t, err)
	require.Equal(t, 3, outcomes(results)[regulars.OutcomeSent])

	plain := startMailServer(t, &mailServer{})
	cfg = plain.config()
	cfg.TLS = "starttls"
	require.ErrorContains(t, open(t, cfg).Check(t.Context()), "STARTTLS")
}

func TestSettings(t *testing.T) {
	for _, host := range []string{"mail.shop.test", "127.evil.example", "127.0.0.1.evil.example", "localhost.evil.example"} {
		_, err := New(config.Channel{Host: host, TLS: "none", From: "a@x.test", Username: "u", Password: config.NewSecret("p")})
		require.ErrorContains(t, err, "in the clear", host)
	}
	for want, cfg := range map[string]config.Channel{
		"not known":          {Host: "mail.shop.test", TLS: "ssl", From: "a@x.test"},
		"not a mail address": {Host: "mail.shop.test", From: "nobody"},
		"smtp settings":      {From: "a@x.test"},
	} {
		_, err := New(cfg)
		require.ErrorContains(t, err, want)
	}
	s, err := New(config.Channel{Host: "mail.shop.test", TLS: "implicit", From: "a@x.test"})
	require.NoError(t, err)
	require.Equal(t, "mail.shop.test:465", s.client.ServerAddr())
	require.Zero(t, s.KeyLife())
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
}

// What the server says of the account is retried or not by its class, with a hint.
func TestAccountHints(t *testing.T) {
	for code, c := range map[int]struct {
		retryable bool
		hint      string
	}{421: {true, "tried again later"}, 451: {true, "tried again later"}, 499: {true, "tried again later"}, 500: {false, "check from"}, 550: {false, "check from"}} {
		server := startMailServer(t, &mailServer{onMail: func(int) error { return refuse(code) }})
		results, err := open(t, server.config()).Send(t.Context(), messages(1))
		var trouble *channel.Error
		require.ErrorAs(t, err, &trouble, code)
		require.Equal(t, c.retryable, trouble.Retryable, code)
		require.Contains(t, trouble.Hint, c.hint, code)
		require.Empty(t, results[0].Outcome, code)
	}
}

// A way out by mail alone stands in the header, too; without any there is none.
func TestUnsubscribeByMail(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	byMail, none := message(1), message(2)
	byMail.UnsubscribeURL = ""
	none.UnsubscribeURL, none.UnsubscribeMail = "", ""
	cfg := server.config()
	cfg.Connections = 1
	results, err := open(t, cfg).Send(t.Context(), []regulars.Message{byMail, none})
	require.NoError(t, err)
	require.Equal(t, 2, outcomes(results)[regulars.OutcomeSent])
	require.Equal(t, "<mailto:u@shop.test>", server.accepted[0].message(t).Header.Get("List-Unsubscribe"))
	require.Empty(t, server.accepted[0].message(t).Header.Get("List-Unsubscribe-Post"))
	require.NotContains(t, server.accepted[1].message(t).Header, "List-Unsubscribe")
}

func TestOnThisMachine(t *testing.T) {
	for address, is := range map[string]bool{
		"http://127.0.0.1:9464/u?t=a": true, "http://localhost/u": true, "http://[::1]/u": true,
		"https://127.0.0.1/u": false, "ftp://127.0.0.1/u": false, "http://shop.test/u": false, "http://127.0.0.1/u?t=a,b": false, "http://127.0.0.1/<u>": false,
		"http://127.0.0.1:port/u": false, "127.0.0.1/u": false, "": false,
	} {
		require.Equal(t, is, envelope.OnThisMachine(address), address)
	}
}

// A connection that has rested is asked whether it still lives before a message is
// risked on it.
func TestRestedConnections(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	p := open(t, server.config()).pool
	conn, err := p.get(t.Context(), false)
	require.NoError(t, err)
	for _, rest := range []time.Duration{0, 2 * trustedIdle} {
		conn.used = time.Now().Add(-rest)
		require.True(t, conn.alive())
	}
	require.NoError(t, conn.smtp.Close())
	conn.used = time.Now()
	require.True(t, conn.alive(), "it was used a moment ago: the message itself will tell")
	conn.used = time.Now().Add(-2 * trustedIdle)
	require.False(t, conn.alive())

	p.put(conn, true)
	conn.used = time.Now().Add(-2 * trustedIdle)
	fresh, err := p.get(t.Context(), false)
	require.NoError(t, err)
	require.NotSame(t, conn, fresh)
	p.put(fresh, true)
}
