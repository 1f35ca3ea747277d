package service

import (
	"fmt"
	"io"
	"log/slog"
	"regexp"
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

var personal = regexp.MustCompile(`[^\s"'<>@]+@[^\s"'<>@]+\.[^\s"'<>@]+|\+[1-9]\d{7,14}\b|\bU[0-9a-f]{32}\b`)

func redact(_ []string, a slog.Attr) slog.Attr {
	switch value := a.Value.Any().(type) {
	case string:
		return slog.String(a.Key, redactText(value))
	case error:
		return slog.String(a.Key, redactText(value.Error()))
	case fmt.Stringer:
		if a.Value.Kind() == slog.KindAny {
			return slog.String(a.Key, redactText(value.String()))
		}
	}
	return a
}

func redactText(text string) string { return personal.ReplaceAllString(text, "…") }
