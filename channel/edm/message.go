package edm

import (
	"bytes"
	"errors"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"regulars"
	"regulars/channel"
	"regulars/channel/edm/envelope"
)

// messageIDs is the name space of Message-IDs.
var messageIDs = uuid.MustParse("5d0c7b1e-6f0f-4d0e-9f0c-0d9a3d2c8b41")

const (
	// lineLength is where headers are folded.
	lineLength = 76

	// boundary separates the text from the HTML. No line of quoted-printable holds "=_",
	// so no message can hold the boundary.
	boundary = "=_regulars-alternative"
)

// skeleton is what all messages of a sender have in common.
type skeleton struct {
	from     string // the header's line
	domain   string // of Message-IDs
	envelope string // whom the envelope is from, in angle brackets
}

func newSkeleton(from *mail.Address) skeleton {
	_, domain, _ := strings.Cut(from.Address, "@")
	var line bytes.Buffer
	writeHeader(&line, "From", from.String())
	return skeleton{from: line.String(), domain: domain, envelope: bare(from)}
}

// bare is an address as the envelope has it, in angle brackets and without a name.
func bare(a *mail.Address) string { return (&mail.Address{Address: a.Address}).String() }

// letter is a composed message. Its content is whole lines that end in CRLF, and no CR
// or LF stands elsewhere in it.
type letter struct {
	index   int    // in the batch
	id      string // the Message-ID, without angle brackets
	from    string // whom the envelope is from, in angle brackets
	to      string // whom the envelope is to, in angle brackets
	content *bytes.Buffer
	again   bool // its connection was lost once before its content went out
}

var contents = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// free gives the content's memory back.
func (l *letter) free() {
	l.content.Reset()
	contents.Put(l.content)
	l.content = nil
}

// compose makes the mail. Its errors name no address.
func (s *Sender) compose(m regulars.Message) (*letter, error) {
	to, err := envelope.Recipient(m)
	if err != nil {
		return nil, err
	}
	id := uuid.NewSHA1(messageIDs, []byte(m.DeliveryID)) // the same for every try, so that what a server accepted twice can be seen to be one
	l := &letter{id: id.String() + "@" + s.skeleton.domain, from: s.skeleton.envelope, to: bare(to), content: contents.Get().(*bytes.Buffer)}
	if s.returns.On() {
		l.from = "<" + s.returns.Of(id) + ">"
	}
	b := l.content
	writeHeader(b, "Date", time.Now().Format(time.RFC1123Z))
	b.WriteString("MIME-Version: 1.0\r\n")
	writeHeader(b, "Message-ID", "<"+l.id+">")
	writeHeader(b, "Subject", mime.QEncoding.Encode("UTF-8", channel.OneLine(m.Subject)))
	if err := writeUnsubscribe(b, m); err != nil {
		l.free()
		return nil, err
	}
	b.WriteString(s.skeleton.from)
	writeHeader(b, "To", to.String())
	writeBody(b, m)
	return l, nil
}

func writeBody(b *bytes.Buffer, m regulars.Message) {
	switch {
	case m.Text == "":
		writePart(b, "text/html", m.HTML)
	case m.HTML == "":
		writePart(b, "text/plain", m.Text)
	default:
		b.WriteString("Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n")
		writePart(b, "text/plain", m.Text)
		b.WriteString("--" + boundary + "\r\n")
		writePart(b, "text/html", m.HTML)
		b.WriteString("--" + boundary + "--\r\n")
	}
}

// writePart writes a part with its headers. The end of its last line belongs to what
// follows.
func writePart(b *bytes.Buffer, kind, text string) {
	b.WriteString("Content-Transfer-Encoding: quoted-printable\r\nContent-Type: " + kind + "; charset=UTF-8\r\n\r\n")
	encoded := quotedprintable.NewWriter(b)
	_, _ = encoded.Write([]byte(text)) // a buffer takes everything
	_ = encoded.Close()
	b.WriteString("\r\n")
}

// writeHeader writes a header, folded at spaces where it is long.
func writeHeader(b *bytes.Buffer, name, value string) {
	b.WriteString(name)
	b.WriteString(": ")
	length := len(name) + 2
	for i, word := range strings.Split(value, " ") {
		switch {
		case i == 0:
		case word != "" && length+1+len(word) > lineLength:
			b.WriteString("\r\n ")
			length = 1
		default:
			b.WriteByte(' ')
			length++
		}
		b.WriteString(word)
		length += len(word)
	}
	b.WriteString("\r\n")
}

// writeUnsubscribe writes RFC 8058's headers: one https URI, the mailto after it.
// A sandbox's link to this machine may be http.
func writeUnsubscribe(b *bytes.Buffer, m regulars.Message) error {
	var ways []string
	if m.UnsubscribeURL != "" {
		link, err := unsubscribeLink(m.UnsubscribeURL)
		if err != nil {
			return err
		}
		ways = append(ways, "<"+link+">")
	}
	if m.UnsubscribeMail != "" {
		if strings.ContainsFunc(m.UnsubscribeMail, notInURI) {
			return errors.New("the unsubscribe address is not a mail address")
		}
		ways = append(ways, "<mailto:"+strings.TrimPrefix(m.UnsubscribeMail, "mailto:")+">")
	}
	if len(ways) > 0 {
		writeHeader(b, "List-Unsubscribe", strings.Join(ways, ", "))
	}
	if m.UnsubscribeURL != "" {
		b.WriteString("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
	}
	return nil
}

func unsubscribeLink(address string) (string, error) {
	if envelope.OnThisMachine(address) {
		return address, nil
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" || u.Host == "" || strings.ContainsFunc(u.String(), notInURI) {
		return "", errors.New("the unsubscribe address is not an https address")
	}
	return u.String(), nil
}

// notInURI reports whether a character would end the URI, or the header, that it stands in.
func notInURI(r rune) bool { return r <= ' ' || r == 0x7f || r == '<' || r == '>' }
