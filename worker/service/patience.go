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

// hopelessError marks what no patience cures.
type hopelessError struct{ error }

func (e hopelessError) Unwrap() error { return e.error }

// unless gives the error back for another try when there is hope.
func unless(hope bool, err error) error {
	if hope {
		return err
	}
	return hopelessError{err}
}

// patiently tries until it succeeds, is hopeless, or ctx ends; the log and
// health say what it waits for.
func patiently(ctx context.Context, logger *slog.Logger, s *status, what string, try func(context.Context) error) error {
	pause := firstWait
	for {
		err := try(ctx)
		var hopeless hopelessError
		if err == nil || errors.As(err, &hopeless) {
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
