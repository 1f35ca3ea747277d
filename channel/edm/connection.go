package edm

import (
	"bytes"
	"errors"
	"net/textproto"
	"regexp"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// connection is one connection with a server, used by one goroutine at a time. Where the
// server offers PIPELINING (RFC 2920) an envelope goes out in one write, and that of the
// next message behind the content before it.
type connection struct {
	smtp *smtp.Client
	used time.Time

	mail       string // the parameters of the MAIL command
	pipelining bool
	enhanced   bool   // the server's answers hold enhanced status codes
	unended    bool   // an envelope was refused: the next one begins with RSET
	broken     bool   // nothing more can be said on it
	sent       []step // commands that were written and not answered yet
	out        []byte // what is written next
}

func newConnection(client *smtp.Client) *connection {
	has := func(extension string) bool {
		offered, _ := client.Extension(extension)
		return offered
	}
	c := &connection{smtp: client, pipelining: has("PIPELINING"), enhanced: has("ENHANCEDSTATUSCODES")}
	if has("8BITMIME") {
		c.mail += " BODY=8BITMIME"
	}
	if has("SMTPUTF8") {
		c.mail += " SMTPUTF8"
	}
	return c
}

// step is where a message stands.
type step string

// The steps of a message, in their order.
const (
	stepReset   step = "RSET"
	stepMail    step = "MAIL"
	stepRcpt    step = "RCPT"
	stepData    step = "DATA"
	stepContent step = "the content"
)

// accepts is the answer with which a step is done, or its first digits.
func (s step) accepts() int {
	switch s {
	case stepRcpt:
		return 25 // 251: the server forwards it
	case stepData:
		return 354
	}
	return 250
}

// failure is a step that the server didn't accept.
type failure struct {
	at     step
	code   int    // 0: it gave no answer
	status string // its enhanced status code, where it has them
}

// open announces a message. Without a failure the server waits for its content.
func (c *connection) open(l *letter) *failure {
	if err := c.smtp.UpdateDeadline(talkTimeout); err != nil {
		return &failure{at: stepMail}
	}
	if c.pipelining {
		c.announce(l)
		if c.flush() != nil {
			return &failure{at: stepMail}
		}
		return c.announced()
	}
	for _, at := range c.steps() {
		c.command(at, l)
		if c.flush() != nil {
			return &failure{at: at}
		}
		if f := c.announced(); f != nil {
			return f
		}
	}
	return nil
}

// steps are those before the content.
func (c *connection) steps() []step {
	if c.unended {
		return []step{stepReset, stepMail, stepRcpt, stepData}
	}
	return []step{stepMail, stepRcpt, stepData}
}

// announce writes all that goes before a message's content.
func (c *connection) announce(l *letter) {
	for _, at := range c.steps() {
		c.command(at, l)
	}
}

func (c *connection) command(at step, l *letter) {
	switch at {
	case stepMail:
		c.out = append(append(append(c.out, "MAIL FROM:"...), l.from...), c.mail...)
	case stepRcpt:
		c.out = append(append(c.out, "RCPT TO:"...), l.to...)
	default:
		c.out = append(c.out, at...)
	}
	c.out = append(c.out, "\r\n"...)
	c.sent = append(c.sent, at)
}

// announced reads the answers to the commands that were written, all of them: the first
// refusal is what became of the message. A server that wants the content of a message
// whose recipient it refused must not get any: such a connection is closed.
func (c *connection) announced() (first *failure) {
	defer func() { c.sent = c.sent[:0] }()
	for _, at := range c.sent {
		f := c.answer(at)
		switch {
		case f == nil && at == stepReset:
			c.unended = false
		case f == nil && at == stepData && first != nil:
			_ = c.smtp.Close()
			c.broken = true
		case f != nil && first == nil:
			first = f
		}
		if f != nil && f.code == 0 {
			c.broken = true
			return first
		}
	}
	c.unended = c.unended || first != nil
	return first
}

// send writes a message's content, and behind it, where there is one, the envelope of
// the next message, and reads the answer to the content.
func (c *connection) send(l, next *letter) *failure {
	if err := c.smtp.UpdateDeadline(talkTimeout); err != nil {
		return &failure{at: stepData}
	}
	c.out = appendContent(c.out, l.content.Bytes())
	if next != nil {
		c.announce(next)
	}
	if c.flush() != nil {
		c.broken = true
		return &failure{at: stepContent}
	}
	return c.answer(stepContent)
}

// appendContent appends the lines of a content, and the one that ends it.
func appendContent(out, content []byte) []byte {
	for {
		at := bytes.Index(content, []byte("\r\n."))
		if at < 0 {
			break
		}
		at += len("\r\n.")
		out = append(append(out, content[:at]...), '.')
		content = content[at:]
	}
	return append(append(out, content...), ".\r\n"...)
}

func (c *connection) flush() error {
	_, err := c.smtp.Text.W.Write(c.out)
	c.out = c.out[:0]
	return errors.Join(err, c.smtp.Text.W.Flush())
}

var statusPattern = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)

// answer reads the answer to a step.
func (c *connection) answer(at step) *failure {
	_, _, err := c.smtp.Text.ReadResponse(at.accepts())
	if err == nil {
		return nil
	}
	var reply *textproto.Error
	if !errors.As(err, &reply) || reply.Code < 400 || reply.Code > 599 {
		return &failure{at: at} // neither yes nor no
	}
	f := &failure{at: at, code: reply.Code}
	if c.enhanced {
		f.status = statusPattern.FindString(reply.Msg)
	}
	return f
}

// alive reports whether a connection can be used, and asks the server if it was
// idle for long.
func (c *connection) alive() bool {
	if time.Since(c.used) < trustedIdle {
		return true
	}
	if c.smtp.UpdateDeadline(dialTimeout) != nil {
		return false
	}
	return c.smtp.Noop() == nil
}
