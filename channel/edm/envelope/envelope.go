// Package envelope is what every mail has, whichever provider carries it: from whom, to
// whom, and the headers by which a reader gets no more (RFC 8058).
package envelope

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strings"

	"regulars"
	"regulars/channel"
	"regulars/config/loopback"
)

// The headers of the unsubscribe link.
const (
	ListUnsubscribe     = "List-Unsubscribe"
	ListUnsubscribePost = "List-Unsubscribe-Post"
	oneClick            = "List-Unsubscribe=One-Click"
)

// Mail is a message that any provider of mail may carry.
type Mail struct {
	To      *mail.Address
	Subject string
	Text    string // empty: it has an HTML form only
	HTML    string // empty: it has a plain form only
	Headers map[string]string
}

// From reads the sender that the settings name.
func From(text string) (*mail.Address, error) {
	from, err := mail.ParseAddress(text)
	if err != nil {
		return nil, fmt.Errorf("from %q is not a mail address: write it as Shop <news@shop.tw>", text)
	}
	return from, nil
}

// Recipient returns to whom a message goes. Its error names no address.
func Recipient(m regulars.Message) (*mail.Address, error) {
	to, err := mail.ParseAddress(m.To)
	if err != nil || to.Name != "" {
		return nil, errors.New("the address is not a mail address")
	}
	to.Name = channel.OneLine(m.Name)
	return to, nil
}

// Of returns the mail of a message, or why it can't be sent. Its error names no address.
func Of(m regulars.Message) (Mail, error) {
	to, err := Recipient(m)
	if err != nil {
		return Mail{}, err
	}
	if m.Text == "" && m.HTML == "" {
		return Mail{}, errors.New("the mail is empty")
	}
	subject := channel.OneLine(m.Subject)
	if subject == "" {
		return Mail{}, errors.New("the subject is empty")
	}
	headers, err := unsubscribe(m)
	return Mail{To: to, Subject: subject, Text: m.Text, HTML: m.HTML, Headers: headers}, err
}

// Readable writes an address with its name in UTF-8, as the providers' JSON and forms
// take it; a.String() writes it for a header of a mail.
func Readable(a *mail.Address) string {
	if a.Name == "" {
		return a.Address
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(a.Name) + `" <` + a.Address + ">"
}

// unsubscribe returns RFC 8058's headers: one https URI, the mailto after it.
func unsubscribe(m regulars.Message) (map[string]string, error) {
	var ways []string
	headers := map[string]string{}
	if m.UnsubscribeURL != "" {
		if !isLink(m.UnsubscribeURL) {
			return nil, errors.New("the unsubscribe address is not an https address")
		}
		ways = append(ways, "<"+m.UnsubscribeURL+">")
		headers[ListUnsubscribePost] = oneClick
	}
	if m.UnsubscribeMail != "" {
		ways = append(ways, "<mailto:"+strings.TrimPrefix(m.UnsubscribeMail, "mailto:")+">")
	}
	if len(ways) > 0 {
		headers[ListUnsubscribe] = strings.Join(ways, ", ")
	}
	return headers, nil
}

func isLink(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || strings.ContainsAny(address, "<>, \t\r\n") {
		return false
	}
	return u.Scheme == "https" || OnThisMachine(address)
}

// OnThisMachine reports whether an address is this machine's own: there http will do,
// for a demo or a test.
func OnThisMachine(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || strings.ContainsAny(address, "<>, \t\r\n") {
		return false
	}
	return loopback.Is(u.Hostname())
}
