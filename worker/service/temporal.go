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

// temporalClient is a connection and the namespace it is for.
type temporalClient struct {
	client.Client
	namespace string
}

// dialTemporal waits until Temporal answers. It looks for the server again at
// each try: a local stack that comes up meanwhile is found.
func dialTemporal(ctx context.Context, cfg *config.Config, metrics client.MetricsHandler, logger *slog.Logger, s *status) (temporalClient, error) {
	var c temporalClient
	err := patiently(ctx, logger, s, "Temporal", func(ctx context.Context) error {
		options, _, err := dial.Temporal(cfg)
		if err != nil {
			return permanentUnless(errors.Is(err, dial.ErrStackDown), err)
		}
		options.Logger = log.NewStructuredLogger(logger)
		options.MetricsHandler = metrics
		c.namespace = options.Namespace
		c.Client, err = client.DialContext(ctx, options)
		return err
	})
	return c, err
}
