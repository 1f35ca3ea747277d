package edm

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	gomail "github.com/wneessen/go-mail"

	"regulars"
	"regulars/channel"
	"regulars/channel/edm/envelope"
)

// messageIDs is the name space of Message-IDs.
var messageIDs = uuid.MustParse("5d0c7b1e-6f0f-4d0e-9f0c-0d9a3d2c8b41")

// compose makes the mail. Its errors name no address.
func (s *Sender) compose(m regulars.Message) (*gomail.Msg, error) {
	to, err := envelope.Recipient(m)
	if err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(s.from)
	msg.ToMailAddress(to)
	msg.Subject(channel.OneLine(m.Subject))
	msg.SetMessageIDWithValue(s.messageID(m.DeliveryID))
	if err := setUnsubscribe(msg, m); err != nil {
		return nil, err
	}
	switch {
	case m.Text == "":
		msg.SetBodyString(gomail.TypeTextHTML, m.HTML)
	case m.HTML == "":
		msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	default:
		msg.SetBodyString(gomail.TypeTextPlain, m.Text)
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

// messageID is the same for every try of a delivery, so that what a server
// accepted twice can be seen to be one.
func (s *Sender) messageID(deliveryID string) string {
	return fmt.Sprintf("%s@%s", uuid.NewSHA1(messageIDs, []byte(deliveryID)), s.domain)
}

// setUnsubscribe adds RFC 8058's headers: one https URI, the mailto after it.
// A sandbox's link to this machine may be http.
func setUnsubscribe(msg *gomail.Msg, m regulars.Message) error {
	var mailto []string
	if m.UnsubscribeMail != "" {
		mailto = []string{"mailto:" + strings.TrimPrefix(m.UnsubscribeMail, "mailto:")}
	}
	if m.UnsubscribeURL == "" {
		if mailto != nil {
			msg.SetListUnsubscribe(mailto...)
		}
		return nil
	}
	if envelope.OnThisMachine(m.UnsubscribeURL) {
		msg.SetListUnsubscribe(append([]string{m.UnsubscribeURL}, mailto...)...)
		msg.SetListUnsubscribePost()
		return nil
	}
	if err := msg.SetListUnsubscribeOneClick(m.UnsubscribeURL, mailto...); err != nil {
		return errors.New("the unsubscribe address is not an https address")
	}
	return nil
}
