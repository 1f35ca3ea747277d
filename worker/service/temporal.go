package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"regulars"
	"regulars/config"
	"regulars/worker/dial"
	"regulars/worker/tracing"
)

// identity names this worker in Temporal's histories and task queues, first its release.
func identity() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("regulars %s %d@%s", regulars.Version, os.Getpid(), host)
}

// dialTemporal waits until Temporal answers, and returns the namespace too. It looks for the server again at
// each try: a local stack that comes up meanwhile is found.
func dialTemporal(ctx context.Context, cfg *config.Config, metrics client.MetricsHandler, traces *tracing.Tracing, logger *slog.Logger, s *status) (c client.Client, namespace string, err error) {
	err = patiently(ctx, logger, s, "Temporal", func(ctx context.Context) error {
		options, _, err := dial.Temporal(cfg)
		if err != nil {
			return permanentUnless(errors.Is(err, dial.ErrStackDown), err)
		}
		options.Logger = log.NewStructuredLogger(logger)
		options.MetricsHandler = metrics
		options.Identity = identity()
		options.Interceptors = traces.Interceptors()
		namespace = options.Namespace
		c, err = client.DialContext(ctx, options)
		return err
	})
	return c, namespace, err
}

// checkTemporal returns an error where Temporal doesn't answer.
func checkTemporal(ctx context.Context, c client.Client) error {
	_, err := c.CheckHealth(ctx, &client.CheckHealthRequest{})
	return err
}
