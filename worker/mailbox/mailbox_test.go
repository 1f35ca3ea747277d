package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"regulars/answer"
	"regulars/config"
	"regulars/config/returnpath"
	"regulars/schema/answers"
	"regulars/schema/ledger/suppression"
	"regulars/schema/schematest"
)

// report is a delivery report about a message, with a status.
func report(id, status string) string {
	return "From: MAILER-DAEMON@mx.test\r\nTo: bounces@shop.test\r\nSubject: Undelivered\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b1\r\n\r\n" +
		"--b1\r\nContent-Type: text/plain\r\n\r\nsorry\r\n--b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n" +
		"Final-Recipient: rfc822; somebody@x.test\r\nAction: failed\r\nStatus: " + status + "\r\n\r\n" +
		"--b1\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + id + ">\r\n\r\n--b1--\r\n"
}

// server is an IMAP server in memory with one mailbox.
type server struct {
	t    *testing.T
	user *imapmemserver.User
	box  config.Bounces

	keywords atomic.Bool // its folders keep marks of ours
	ended    chan bool   // connections
	asked    atomic.Bool // it was sent a password
}

func newServer(t *testing.T) *server {
	t.Helper()
	memory := imapmemserver.New()
	user := imapmemserver.NewUser("bounces", "secret")
	require.NoError(t, user.Create("INBOX", nil))
	memory.AddUser(user)
	box := &server{t: t, user: user, ended: make(chan bool, 1000)}
	box.keywords.Store(true)
	s := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return session{memory.NewSession().(imapserver.SessionIMAP4rev2), box.keywords.Load(), box.ended, &box.asked}, nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan struct{})
	go func() { _ = s.Serve(listener); close(ended) }()
	t.Cleanup(func() { _ = s.Close(); <-ended })
	box.box = config.Bounces{
		Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, TLS: "none", Username: "bounces", Password: config.NewSecret("secret"), Folder: "INBOX", Every: time.Minute,
	}
	return box
}

func (s *server) deliver(mail string) {
	s.t.Helper()
	_, err := s.user.Append("INBOX", literal{strings.NewReader(mail)}, &imap.AppendOptions{})
	require.NoError(s.t, err)
}

type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

func clock() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }

func (s *server) look(take func([]answer.Answer) error) (int, error) {
	return look(s.t.Context(), s.box, returnpath.Path{}, clock, func(_ context.Context, answers []answer.Answer) error { return take(answers) })
}

// A mail is marked only after its reports are stored: what can't be stored is read again,
// under the same ids, and what was stored is not.
func TestAReportIsMarkedAfterItIsStored(t *testing.T) {
	s := newServer(t)
	for i := range 120 {
		s.deliver(report(fmt.Sprintf("m%d@shop.test", i), "5.1.1"))
	}
	s.deliver("Subject: I am away\r\n\r\nuntil Monday\r\n")
	s.deliver("no mail at all")
	waiting, err := Check(t.Context(), s.box)
	require.NoError(t, err)
	require.Equal(t, 122, waiting)

	first, calls := map[string]bool{}, 0
	read, err := s.look(func(answers []answer.Answer) error {
		if calls++; calls == 2 {
			for _, a := range answers {
				first[a.ProviderID+a.EventID] = true // perhaps it is stored, and nobody heard of it
			}
			return errors.New("no answer")
		}
		require.Len(t, answers, together)
		return nil
	})
	require.ErrorContains(t, err, "no answer")
	require.Equal(t, together, read)

	seen := 0
	read, err = s.look(func(answers []answer.Answer) error {
		for _, a := range answers {
			require.Equal(t, answer.Bounced, a.Type)
			require.True(t, a.Hard)
			if first[a.ProviderID+a.EventID] {
				seen++
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 72, read)
	require.Equal(t, together, seen, "the same mail is another event")

	read, err = s.look(func([]answer.Answer) error { return errors.New("nothing is new") })
	require.NoError(t, err)
	require.Zero(t, read)
	s.deliver(report("late@shop.test", "4.2.2"))
	read, err = s.look(func(answers []answer.Answer) error {
		require.Len(t, answers, 1)
		require.False(t, answers[0].Hard)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 1, read)
}

// What a person has read is read all the same, and nothing of the mailbox is lost.
func TestAPersonMayReadThem(t *testing.T) {
	s := newServer(t)
	_, err := s.user.Append("INBOX", literal{strings.NewReader(report("m@shop.test", "5.1.1"))}, &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}})
	require.NoError(t, err)
	for _, want := range []int{1, 0} {
		read, err := s.look(func([]answer.Answer) error { return nil })
		require.NoError(t, err)
		require.Equal(t, want, read)
	}
	status, err := s.user.Status("INBOX", &imap.StatusOptions{NumMessages: true})
	require.NoError(t, err)
	require.EqualValues(t, 1, *status.NumMessages)
}

func TestAMailboxThatCannotBeRead(t *testing.T) {
	s := newServer(t)
	wrong := s.box
	wrong.Password = config.NewSecret("another")
	_, err := Check(t.Context(), wrong)
	require.ErrorContains(t, err, "sign in")
	require.NotContains(t, err.Error(), "another")
	wrong = s.box
	wrong.Folder = "Nowhere"
	_, err = Check(t.Context(), wrong)
	require.ErrorContains(t, err, "open the folder Nowhere")
	wrong.Port = 1
	_, err = Check(t.Context(), wrong)
	require.ErrorContains(t, err, "mailbox bounces at 127.0.0.1")

	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = silent.Close() }()
	wrong.Port = silent.Addr().(*net.TCPAddr).Port
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = Check(ctx, wrong)
	require.Error(t, err, "a silent server is waited for without end")
}

// From the mailbox to the suppression: the same report twice counts once, a hard bounce
// leaves the address out, a soft one doesn't.
func TestAHardBounceSuppresses(t *testing.T) {
	s := newServer(t)
	db := schematest.Open(t)
	conn, ctx := schematest.Connect(t, db), t.Context()
	store, err := answers.Open(db, "a key")
	require.NoError(t, err)
	sent := time.Now().UTC().Add(-time.Hour).Truncate(time.Second)
	returned := uuid.New()
	for i, id := range []string{"hard@shop.test", "soft@shop.test", returned.String() + "@shop.test"} {
		require.NoError(t, conn.Exec(ctx, `INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, address_hash, provider_id, at, version)
			VALUES ('tea', 'wake', ?, ?, 'sent', 'edm', ?, ?, ?, 9)`, sent, uint64(i+1), fmt.Sprint("hash-", i), "<"+id+">", sent))
	}
	brand := &config.Brand{Name: "tea"}
	edm := &config.Channel{Provider: "smtp", Bounces: s.box}
	dated := func(mail string) string {
		return strings.Replace(mail, "Fri, 20 Nov 2026 10:00:00 +0000", time.Now().UTC().Format(time.RFC1123Z), 1)
	}
	hard := dated(report("hard@shop.test", "5.1.1"))
	s.deliver(hard)
	s.deliver(hard) // the server delivered it twice
	s.deliver(dated(report("soft@shop.test", "5.2.2")))
	s.deliver(dated(report("nobody@shop.test", "5.1.1")))
	edm.From, edm.ReturnPath, edm.ReturnKey = "news@shop.test", "bounces@shop.test", config.NewSecret("a key")
	returns, err := edm.Returns()
	require.NoError(t, err)
	s.deliver("Delivered-To: " + returns.Of(returned) + "\r\n" + dated(report("unheard-of@shop.test", "5.1.1")))
	s.deliver("Delivered-To: " + strings.Replace(returns.Of(returned), "+", "+0", 1) + "\r\n" + dated(report("soft@shop.test", "5.1.1")))
	read, err := Look(ctx, brand, edm, store)
	require.NoError(t, err)
	require.Equal(t, 6, read)
	require.NoError(t, store.Attribute(ctx, brand, 24*time.Hour))

	var bounces uint64
	require.NoError(t, conn.QueryRow(ctx, "SELECT count() FROM message_events FINAL WHERE brand = 'tea' AND type = 'bounced' AND campaign = 'wake'").Scan(&bounces))
	require.EqualValues(t, 3, bounces, "one for each message, also the one that only its return address names")
	suppressed := schematest.Query[struct {
		Hash   string `ch:"address_hash"`
		Reason string `ch:"reason"`
	}](t, db, "SELECT address_hash, toString(reason) AS reason FROM suppressions FINAL WHERE active ORDER BY address_hash")
	require.Len(t, suppressed, 2, "and not the one that a forged return address meant")
	require.Equal(t, "hash-2", suppressed[1].Hash)
	require.Equal(t, "hash-0", suppressed[0].Hash)
	require.Equal(t, suppression.ReasonBounced, suppressed[0].Reason)
}

// memory is a store that tells when it was written to.
type memory struct{ recorded chan int }

func (m memory) Record(_ context.Context, _ *config.Brand, _ string, answers []answer.Answer) error {
	m.recorded <- len(answers)
	return nil
}

// The mailbox is looked into at once, and the watch ends with its context.
func TestWatch(t *testing.T) {
	s := newServer(t)
	s.deliver(report("m@shop.test", "5.1.1"))
	ctx, cancel := context.WithCancel(t.Context())
	m, ended := memory{make(chan int, 1)}, make(chan struct{})
	go func() {
		Watch(ctx, &config.Brand{Name: "tea"}, &config.Channel{Bounces: s.box}, m, slog.New(slog.DiscardHandler))
		close(ended)
	}()
	require.Equal(t, 1, <-m.recorded)
	cancel()
	<-ended
}
