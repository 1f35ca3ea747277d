package service

import (
	"context"
	"errors"
	"log/slog"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"regulars/config"
	"regulars/worker/dial"
)

// dialTemporal waits until Temporal answers, and returns the namespace too. It looks for the server again at
// each try: a local stack that comes up meanwhile is found.
func dialTemporal(ctx context.Context, cfg *config.Config, metrics client.MetricsHandler, logger *slog.Logger, s *status) (c client.Client, namespace string, err error) {
	err = patiently(ctx, logger, s, "Temporal", func(ctx context.Context) error {
		options, _, err := dial.Temporal(cfg)
		if err != nil {
			return permanentUnless(errors.Is(err, dial.ErrStackDown), err)
		}
		options.Logger = log.NewStructuredLogger(logger)
		options.MetricsHandler = metrics
		namespace = options.Namespace
		c, err = client.DialContext(ctx, options)
		return err
	})
	return c, namespace, err
}
