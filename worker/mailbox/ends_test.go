package mailbox

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/stretchr/testify/require"

	"regulars/answer"
	"regulars/config"
	"regulars/config/returnpath"
)

// session is a connection of which the server says that it has ended, and whose folders keep
// marks of our own only where keywords is true.
type session struct {
	imapserver.SessionIMAP4rev2
	keywords bool
	ended    chan<- bool
	asked    *atomic.Bool // somebody sent it a password
}

func (s session) Login(name, password string) error {
	s.asked.Store(true)
	return s.SessionIMAP4rev2.Login(name, password)
}

func (s session) Select(name string, o *imap.SelectOptions) (*imap.SelectData, error) {
	folder, err := s.SessionIMAP4rev2.Select(name, o)
	if err == nil && !s.keywords {
		folder.PermanentFlags = []imap.Flag{imap.FlagSeen, imap.FlagDeleted}
	}
	return folder, err
}

func (s session) Close() error {
	s.ended <- true
	return s.SessionIMAP4rev2.Close()
}

// However a look ends, its connection does: servers allow few of them.
func TestAConnectionEnds(t *testing.T) {
	s := newServer(t)
	s.deliver(report("m@shop.test", "5.1.1"))
	failed := errors.New("failed")
	for name, look := range map[string]func() error{
		"a check":              func() error { _, err := Check(t.Context(), s.box); return err },
		"what can't be stored": func() error { _, err := s.look(func([]answer.Answer) error { return failed }); return err },
		"what is read":         func() error { _, err := s.look(func([]answer.Answer) error { return nil }); return err },
		"a wrong password": func() error {
			wrong := s.box
			wrong.Password = config.NewSecret("another")
			_, err := Check(t.Context(), wrong)
			return err
		},
		"no such folder": func() error {
			wrong := s.box
			wrong.Folder = "Nowhere"
			_, err := Check(t.Context(), wrong)
			return err
		},
	} {
		_ = look()
		require.True(t, <-s.ended, name)
	}
}

// A check marks nothing, and what a person threw away isn't read; mails that report nothing are
// marked, and nobody is asked to store them.
func TestWhatIsRead(t *testing.T) {
	s := newServer(t)
	s.deliver("Subject: I am away\r\n\r\nuntil Monday\r\n")
	_, err := s.user.Append("INBOX", literal{strings.NewReader(report("m@shop.test", "5.1.1"))}, &imap.AppendOptions{Flags: []imap.Flag{imap.FlagDeleted}})
	require.NoError(t, err)
	for range 2 {
		waiting, err := Check(t.Context(), s.box)
		require.NoError(t, err)
		require.Equal(t, 1, waiting)
	}
	for _, want := range []int{1, 0} {
		read, err := s.look(func([]answer.Answer) error { return errors.New("nothing is to be stored") })
		require.NoError(t, err)
		require.Equal(t, want, read)
	}
}

// A server that keeps no marks of ours gets the one that people see: what a person has read is
// not read there.
func TestAServerWithoutKeywords(t *testing.T) {
	s := newServer(t)
	s.keywords.Store(false)
	s.deliver(report("m@shop.test", "5.1.1"))
	_, err := s.user.Append("INBOX", literal{strings.NewReader(report("n@shop.test", "5.1.1"))}, &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}})
	require.NoError(t, err)
	for _, want := range []int{1, 0} {
		read, err := s.look(func([]answer.Answer) error { return nil })
		require.NoError(t, err)
		require.Equal(t, want, read)
	}
	status, err := s.user.Status("INBOX", &imap.StatusOptions{NumUnseen: true})
	require.NoError(t, err)
	require.Zero(t, *status.NumUnseen)
}

// A server that speaks no TLS gets no password where the settings ask for it.
func TestNoPasswordInClear(t *testing.T) {
	for _, kind := range []string{"starttls", "tls", ""} {
		s := newServer(t)
		s.box.TLS = kind
		_, err := Check(t.Context(), s.box)
		require.ErrorContains(t, err, "mailbox bounces at 127.0.0.1", kind)
		require.False(t, s.asked.Load(), kind)
	}
}

// A context that is over ends a look that is under way.
func TestACancelledLookEnds(t *testing.T) {
	s := newServer(t)
	s.deliver(report("m@shop.test", "5.1.1"))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := look(ctx, s.box, returnpath.Path{}, clock, func(context.Context, []answer.Answer) error {
		cancel()
		require.True(t, <-s.ended, "the connection is closed")
		return nil
	})
	require.ErrorContains(t, err, "mark what was read")
}

// A server that falls silent in its greeting holds a look no longer than its context.
func TestASilentServerIsLeft(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = silent.Close() }()
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		conn, err := silent.Accept()
		if err == nil {
			_, err = conn.Write([]byte("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"))
		}
		if err == nil {
			reader := bufio.NewReader(conn)
			_, err = reader.ReadString('\n') // what it never answers
			cancel()
			if err == nil {
				_, err = reader.ReadString('\n')
			}
		}
		gone <- err
	}()
	_, err = Check(ctx, config.Bounces{Host: "127.0.0.1", Port: silent.Addr().(*net.TCPAddr).Port, TLS: "starttls"})
	require.Error(t, err)
	require.Error(t, <-gone, "the connection ends")
}

// records stores what the test says.
type records func() error

func (r records) Record(context.Context, *config.Brand, string, []answer.Answer) error { return r() }

// buffer is a log that two goroutines may use.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// What can't be stored is logged and tried again at the next look; once it is stored, that is
// logged, too. An empty mailbox is worth no line, nor is the end.
func TestWatchTriesAgain(t *testing.T) {
	s := newServer(t)
	s.deliver(report("m@shop.test", "5.1.1"))
	s.box.Every = time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	var text buffer
	tries, ended := 0, make(chan struct{})
	go func() {
		defer close(ended)
		Watch(ctx, &config.Brand{Name: "tea"}, &config.Channel{Bounces: s.box}, records(func() error {
			if tries++; tries == 1 {
				return errors.New("the store is down")
			}
			return nil
		}), slog.New(slog.NewTextHandler(&text, nil)))
	}()
	for range 4 { // the look that fails, the one that reads, and two that find nothing
		<-s.ended
	}
	cancel()
	<-ended
	require.Equal(t, 2, tries)
	log := text.String()
	require.Equal(t, 1, strings.Count(log, "the store is down"), log)
	require.Equal(t, 1, strings.Count(log, "delivery reports were read"), log)
	require.Contains(t, log, "mails=1")
	require.Equal(t, 2, strings.Count(log, "\n"), log)

	_, err := Look(t.Context(), &config.Brand{}, &config.Channel{ReturnPath: "nowhere", ReturnKey: config.NewSecret("k"), Bounces: s.box}, records(func() error { return nil }))
	require.Error(t, err, "a return path that can't be read")
}
