package edm

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"regulars/channel"
)

func dialError(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	code := replyCode(err)
	return &channel.Error{
		Op:        "smtp connection",
		Retryable: code < 500 && !permanent(err),
		Err:       err,
		Hint:      dialHint(code),
	}
}

// noStartTLS is how go-mail (v0.8.1, Client.tls in client.go) says that a server
// offers no STARTTLS: the one such error that it has no type for.
const noStartTLS = "does not support STARTTLS"

// permanent reports whether a failure to dial is one that no further try mends:
// the server's certificate, no TLS where it must be, no login that both know.
func permanent(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record) ||
		errors.Is(err, gomail.ErrNoSupportedAuthDiscovered) || strings.Contains(err.Error(), noStartTLS)
}

func dialHint(code int) string {
	switch {
	case code == 530, code == 534, code == 535:
		return "check username and password"
	case code >= 500:
		return "the server refuses this client: check host, port, tls and the account"
	}
	return "check host, port and tls if it lasts"
}
