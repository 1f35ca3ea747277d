package mail

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"mime"
	"net"
	"net/mail"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"regulars/sandbox/faults"
	"regulars/sandbox/providers"
)

const largest = 10 << 20 // bytes of a mail

// server is an SMTP server that keeps count instead of mail.
type server struct {
	inbox  *providers.Inbox
	faults *faults.List
}

// Serve answers on the listener until the result is closed.
func Serve(l net.Listener, inbox *providers.Inbox, list *faults.List) io.Closer {
	s := &server{inbox: inbox, faults: list}
	served := smtp.NewServer(s)
	served.Domain = "sandbox.example.com"
	served.MaxMessageBytes = largest
	served.ErrorLog = log.New(io.Discard, "", 0)
	go func() { _ = served.Serve(greeter{l, s}) }()
	return served
}

// NewSession begins the talk with one client.
func (m *server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{server: m, conn: c}, nil
}

// greeter turns clients away at the door, instead of greeting them.
type greeter struct {
	net.Listener
	server *server
}

func (g greeter) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		refused := g.server.disturb("connect")
		if refused == nil {
			return c, nil
		}
		fmt.Fprintf(c, "%s\r\n", refused)
		c.Close()
	}
}

// disturb delays or refuses a stage of the talk as the faults ask for.
func (m *server) disturb(stage string) error {
	fault := m.faults.Meet(func(f *faults.Fault) bool { return f.Kind != faults.Cut && stageOf(f) == stage })
	if fault == nil {
		return nil
	}
	if fault.Kind == faults.Slow {
		time.Sleep(fault.Delay)
		return nil
	}
	refused := refusal(fault.Code)
	if stage == "connect" {
		return fmt.Errorf("%d %s", refused.Code, refused.Message)
	}
	return refused
}

func stageOf(f *faults.Fault) string {
	if f.Stage == "" {
		return "rcpt"
	}
	return f.Stage
}

func refusal(code int) *smtp.SMTPError {
	switch code {
	case 421:
		return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "Service not available, closing transmission channel"}
	case 450:
		return &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "Greylisted, try again later"}
	case 0:
		code = 451
	}
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 3, 0}, Message: "Requested action not taken"}
}

type session struct {
	server *server
	conn   *smtp.Conn
	to     []string
}

func (s *session) Reset() { s.to = nil }

func (s *session) Logout() error { return nil }

func (s *session) Mail(string, *smtp.MailOptions) error { return s.server.disturb("mail") }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.server.disturb("rcpt"); err != nil {
		return err
	}
	if s.server.inbox.Refuses(to) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "Mailbox unavailable"}
	}
	s.to = append(s.to, to)
	return nil
}

// Data takes the message in. A Cut fault loses the answer after that, which
// leaves the client without knowing.
func (s *session) Data(r io.Reader) error {
	if err := s.server.disturb("data"); err != nil {
		return err
	}
	body, err := io.ReadAll(io.LimitReader(r, largest))
	if err != nil {
		return err
	}
	d := providers.Delivery{Channel: "edm", Text: string(body)}
	d.MessageID, d.Subject = headers(body)
	for _, to := range s.to {
		d.To = to
		s.server.inbox.Accept(d)
	}
	if s.server.faults.Meet(func(f *faults.Fault) bool { return f.Kind == faults.Cut }) != nil {
		return s.conn.Conn().Close()
	}
	return nil
}

func headers(body []byte) (id, subject string) {
	message, err := mail.ReadMessage(bytes.NewReader(body))
	if err != nil {
		return "", ""
	}
	subject = message.Header.Get("Subject")
	if decoded, err := new(mime.WordDecoder).DecodeHeader(subject); err == nil {
		subject = decoded
	}
	return strings.Trim(message.Header.Get("Message-Id"), "<>"), subject
}
