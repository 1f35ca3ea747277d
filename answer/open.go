package answer

import (
	"crypto/x509"
	"errors"
	"fmt"

	"regulars"
	"regulars/config"
)

// ErrClosed is returned where the settings name no key: then nothing can be the
// provider's.
var ErrClosed = errors.New("answers.key is missing")

// Certificates returns the certificate at an address of Amazon's SNS.
type Certificates func(address string) (*x509.Certificate, error)

// Open returns the reader of a channel's provider. It returns ErrClosed (wrapped) where
// the settings hold nothing to know the provider by, and an error for a provider that
// reports nothing.
func Open(name regulars.Channel, c config.Channel, certificates Certificates) (Reader, error) {
	key := c.Answers.Key.Reveal()
	switch c.Provider {
	case "twilio":
		if c.AuthToken.Empty() {
			return nil, fmt.Errorf("twilio: auth_token is missing: %w", ErrClosed)
		}
		return twilio{c.AuthToken.Reveal()}, nil
	case "ses":
		if c.Answers.Topic == "" {
			return nil, fmt.Errorf("ses: answers.topic is missing: %w", ErrClosed)
		}
		return ses{topic: c.Answers.Topic, certificates: certificates}, nil
	}
	if key == "" {
		return nil, fmt.Errorf("%s: %w", c.Provider, ErrClosed)
	}
	switch c.Provider {
	case "line":
		return line{key}, nil
	case "sendgrid":
		return newSendGrid(key)
	case "mailgun":
		return mailgun{key: key, tokens: &tokens{events: map[string]string{}}}, nil
	case "resend":
		return newResend(key)
	case "mitake":
		return mitake{key}, nil
	case "smtp":
		returns, err := c.Returns()
		return bounces{key: key, returns: returns}, err
	}
	return nil, fmt.Errorf("%s reports nothing to %s by webhook", c.Provider, name)
}
