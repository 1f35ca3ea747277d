package edm

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"net/mail"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"regulars/config"
)

// mailServer is an SMTP server that remembers what it accepted and misbehaves
// when asked to.
type mailServer struct {
	addr *net.TCPAddr

	mu       sync.Mutex
	accepted []received
	sessions int
	conns    []net.Conn

	onMail func(n int) error               // n counts MAIL commands
	onRcpt func(n int, to string) error    // n counts RCPT commands for that address
	onData func(n int, c *smtp.Conn) error // after the content was read; nil: accepted
	mails  int
	rcpts  map[string]int
	datas  int
}

type received struct {
	from string
	to   string
	raw  []byte
}

func (r received) message(t *testing.T) *mail.Message {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(r.raw))
	require.NoError(t, err)
	return m
}

func startMailServer(t testing.TB, server *mailServer, change ...func(*smtp.Server)) *mailServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server.addr = listener.Addr().(*net.TCPAddr)
	server.rcpts = map[string]int{}
	s := smtp.NewServer(server)
	s.Domain = "localhost"
	s.ErrorLog = quiet{}
	for _, c := range change {
		c(s)
	}
	go func() { _ = s.Serve(listener) }()
	t.Cleanup(func() { _ = s.Close() })
	return server
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (s *mailServer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions++
	s.conns = append(s.conns, c.Conn())
	return &session{server: s, conn: c}, nil
}

// drop ends every connection from the server's side.
func (s *mailServer) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		_ = c.Close()
	}
	s.conns = nil
}

func (s *mailServer) config() config.Channel {
	return config.Channel{
		Host: "127.0.0.1", Port: s.addr.Port, TLS: "none",
		From: "茶屋 <news@shop.test>", Connections: 2,
	}
}

type session struct {
	server *mailServer
	conn   *smtp.Conn
	from   string
	to     string
}

func (s *session) Reset()        { s.to = "" }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.from = from
	s.server.mails++
	if s.server.onMail != nil {
		return s.server.onMail(s.server.mails)
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.rcpts[to]++
	if s.server.onRcpt != nil {
		if err := s.server.onRcpt(s.server.rcpts[to], to); err != nil {
			return err
		}
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.datas++
	if s.server.onData != nil {
		if err := s.server.onData(s.server.datas, s.conn); err != nil {
			return err
		}
	}
	s.server.accepted = append(s.server.accepted, received{s.from, s.to, raw})
	return nil
}

func refuse(code int, status ...int) error {
	e := &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: "no " + strconv.Itoa(code)}
	if len(status) == 3 {
		e.EnhancedCode = smtp.EnhancedCode{status[0], status[1], status[2]}
	}
	return e
}

func selfSigned(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
