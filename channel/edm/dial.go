package edm

import (
	"context"
	"crypto/tls"
	"errors"
	"slices"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"regulars/channel"
)

// dialError returns what a failure to connect means: the context's own error, or
// a *channel.Error that is retryable unless the server or the settings say no.
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

// untyped is how go-mail v0.8.1 says in client.go, by text alone, that the server
// doesn't have what the settings ask for.
var untyped = []string{
	"does not support STARTTLS",         // Client.tls
	"server does not support SMTP AUTH", // Client.auth
}

// permanent reports whether a failure to dial is one that no further try mends:
// the server's certificate, no TLS where it must be, no login that both know.
func permanent(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record) ||
		errors.Is(err, gomail.ErrNoSupportedAuthDiscovered) ||
		slices.ContainsFunc(untyped, func(text string) bool { return strings.Contains(err.Error(), text) })
}

func dialHint(code int) string {
	switch {
	case code == 530, code == 534, code == 535:
		return "check username and password"
	case code >= 500:
		return "the server refuses this client: check host, port, tls and the account"
	}
	return "check host, port, tls and username if it lasts"
}
