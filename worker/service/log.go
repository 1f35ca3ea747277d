package service

import (
	"fmt"
	"io"
	"log/slog"

	"regulars/internal/personal"
)

// newLogger writes one JSON object per line, or text where a person reads it. What looks like an address or a
// phone number is taken out of every text, as a second net: errors of the rooms
// below hold none.
func newLogger(out io.Writer, text bool) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelInfo, ReplaceAttr: redact}
	if text {
		return slog.New(slog.NewTextHandler(out, options))
	}
	return slog.New(slog.NewJSONHandler(out, options))
}

func redact(_ []string, a slog.Attr) slog.Attr {
	switch value := a.Value.Any().(type) {
	case string:
		return slog.String(a.Key, personal.Redact(value))
	case error:
		return slog.String(a.Key, personal.Redact(value.Error()))
	case fmt.Stringer:
		if a.Value.Kind() == slog.KindAny {
			return slog.String(a.Key, personal.Redact(value.String()))
		}
	}
	return a
}
