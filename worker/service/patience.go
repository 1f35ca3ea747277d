package service

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// How long to wait between two tries of reaching a server.
const (
	firstWait   = 200 * time.Millisecond
	longestWait = 10 * time.Second
)

// permanentError marks what no waiting cures.
type permanentError struct{ error }

func (e permanentError) Unwrap() error { return e.error }

// permanentUnless marks err as permanent unless it is transient.
func permanentUnless(transient bool, err error) error {
	if transient {
		return err
	}
	return permanentError{err}
}

// patiently tries until it succeeds, fails permanently, or ctx ends; the log and
// health say what it waits for.
func patiently(ctx context.Context, logger *slog.Logger, s *status, what string, try func(context.Context) error) error {
	pause := firstWait
	for {
		err := try(ctx)
		var permanent permanentError
		if err == nil || errors.As(err, &permanent) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.wait(what)
		logger.Warn("the worker waits", "for", what, "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		pause = min(2*pause, longestWait)
	}
}
