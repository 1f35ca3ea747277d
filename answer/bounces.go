package answer

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/config/returnpath"
)

// bounces reads the mails that a bounce mailbox gets: delivery reports (RFC 3464) and
// complaints (RFC 5965), each posted raw, with the key as a bearer token. Anybody can
// write such a mail: so it answers a message of ours only by its Message-ID, which only
// its reader knows, or by the return address that it was sent to, which only we can make,
// and never by a reader's address that it names.
type bounces struct {
	key     string
	returns returnpath.Path
}

const (
	maxReportParts = 20 // a report has three
	maxReportDepth = 4
	maxNotices     = 50 // recipients in one report
)

func (b bounces) Read(r Request) (Read, error) {
	token, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case !is:
		return Read{}, fmt.Errorf("bounces: %w", ErrUnsigned)
	case !same(token, b.key):
		return Read{}, fmt.Errorf("bounces: %w", ErrForged)
	}
	answers, err := Bounce(r.Body, r.Now, b.returns)
	return Read{Answers: answers}, err
}

// Bounce reads a mail of a bounce mailbox as it came in, without any proof: it is one that
// we took out of the mailbox ourselves. A mail that is no report returns no answers, and
// neither does one to a return address that we did not make. It returns ErrMalformed
// (wrapped) for one that can't be read.
func Bounce(raw []byte, now time.Time, returns returnpath.Path) ([]Answer, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("bounces: it is no mail: %w", ErrMalformed)
	}
	var found report
	if err := found.read(textproto.MIMEHeader(m.Header), m.Body, 0); err != nil {
		return nil, fmt.Errorf("bounces: %w", err)
	}
	if found.original == "" {
		found.original = messageID(firstOf(m.Header.Get("In-Reply-To"), m.Header.Get("References")))
	}
	switch sentTo, err := returned(m.Header, returns); {
	case err != nil:
		return nil, nil
	case sentTo != "":
		found.original = sentTo
	}
	at := now
	if date, err := m.Header.Date(); err == nil && date.Before(now) {
		at = date
	}
	return found.answers(at.UTC(), raw), nil
}

// returned is the message whose return address a mail was sent to, by what the servers on
// its way wrote down; empty: none.
func returned(header mail.Header, returns returnpath.Path) (string, error) {
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To"} {
		for _, text := range header[name] {
			addresses, _ := mail.ParseAddressList(text) // what can't be read is of others' making, and names no address
			for _, a := range addresses {
				if message, err := returns.Read(a.Address); message != "" || err != nil {
					return message, err
				}
			}
		}
	}
	return "", nil
}

// report is what the parts of a mail say.
type report struct {
	original string   // Message-ID of the message that it is about
	failures []string // enhanced status codes of recipients that weren't reached
	abuse    bool
	parts    int
}

func (f *report) read(header textproto.MIMEHeader, body io.Reader, depth int) error {
	kind, parameters, err := mime.ParseMediaType(firstOf(header.Get("Content-Type"), "text/plain"))
	if err != nil {
		return nil // a part that nobody can read says nothing
	}
	f.parts++
	if f.parts > maxReportParts || depth > maxReportDepth {
		return fmt.Errorf("it has too many parts: %w", ErrMalformed)
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		return f.multipart(body, parameters["boundary"], depth)
	case kind == "message/delivery-status", kind == "message/global-delivery-status":
		f.deliveryStatus(body)
	case kind == "message/feedback-report":
		if fields := readFields(bufio.NewReader(body)); fields != nil {
			f.abuse = f.abuse || fields.Get("Feedback-Type") != "not-spam"
		}
	case kind == "text/rfc822-headers", kind == "message/rfc822", kind == "message/rfc822-headers", kind == "message/global":
		if fields := readFields(bufio.NewReader(body)); f.original == "" {
			f.original = messageID(firstOf(fields.Get("Message-Id"), fields.Get("X-Original-Message-Id")))
		}
	}
	return nil
}

func (f *report) multipart(body io.Reader, boundary string, depth int) error {
	if boundary == "" {
		return fmt.Errorf("its parts have no boundary: %w", ErrMalformed)
	}
	for parts := multipart.NewReader(body, boundary); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("its parts can't be read: %w", ErrMalformed)
		}
		if err := f.read(part.Header, part, depth+1); err != nil {
			return err
		}
	}
}

// deliveryStatus reads groups of fields: the first is of the message, the others of one
// recipient each.
func (f *report) deliveryStatus(body io.Reader) {
	reader := bufio.NewReader(body)
	for range 1 + maxNotices {
		fields := readFields(reader)
		if fields == nil {
			return
		}
		if !strings.EqualFold(strings.TrimSpace(fields.Get("Action")), "failed") {
			continue // of the message, delayed, delivered, relayed
		}
		status, _, _ := strings.Cut(strings.TrimSpace(fields.Get("Status")), " ")
		if !statusCode.MatchString(status) {
			status = ""
		}
		f.failures = append(f.failures, status)
	}
}

// readFields reads one group of fields; nil where there is none left.
func readFields(r *bufio.Reader) textproto.MIMEHeader {
	for { // blank lines before the group
		next, err := r.Peek(1)
		if err != nil {
			return nil
		}
		if next[0] != '\r' && next[0] != '\n' {
			break
		}
		_, _ = r.ReadByte()
	}
	fields, _ := textproto.NewReader(r).ReadMIMEHeader()
	if len(fields) == 0 {
		return nil
	}
	return fields
}

var messageIDs = regexp.MustCompile(`<([^<>\s]{3,250})>`)

func messageID(text string) string {
	if found := messageIDs.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// answers are none where the mail is about no message of ours that it names.
func (f report) answers(at time.Time, raw []byte) []Answer {
	if f.original == "" {
		return nil
	}
	sum := sha256.Sum256(raw)
	a := Answer{Channel: regulars.ChannelEDM, ProviderID: f.original, EventID: hex.EncodeToString(sum[:12]), At: at}
	if f.abuse {
		a.Type = Complained
		return []Answer{a}
	}
	var answers []Answer
	for i, status := range f.failures {
		failed := a
		failed.Type, failed.Detail, failed.Hard = Bounced, status, hardStatus(status)
		if i > 0 {
			failed.EventID += "/" + strconv.Itoa(i)
		}
		answers = append(answers, failed)
	}
	return answers
}

// hardStatus reports whether a status (RFC 3463) says that the address takes no mail: an
// unknown mailbox or system, or one that has moved. A full mailbox, a message
// that is too big and a filter that dislikes it are of the message.
func hardStatus(status string) bool {
	switch status {
	case "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4":
		return true
	}
	return false
}
