package service

import (
	"context"
	"fmt"
	"log/slog"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/log"

	"regulars/config"
	"regulars/deploy/local"
	"regulars/worker/codec"
)

// clientOptions come from TEMPORAL_*, else from the local stack that is up.
func clientOptions(cfg *config.Config, logger *slog.Logger) (client.Options, error) {
	options, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return options, fmt.Errorf("the TEMPORAL_* environment can't be used: %w", err)
	}
	if options.HostPort == "" {
		options.HostPort = client.DefaultHostPort
		if stack, up := local.Find(""); up && stack.Temporal != "" {
			options.HostPort = stack.Temporal
		}
	}
	if options.Namespace == "" {
		options.Namespace = client.DefaultNamespace
	}
	options.Logger = log.NewStructuredLogger(logger)
	return options, codec.Apply(&options, cfg.Privacy.PayloadKey)
}

// dialTemporal waits until Temporal answers.
func dialTemporal(ctx context.Context, options client.Options, logger *slog.Logger, s *status) (client.Client, func(), error) {
	metrics, closeMetrics := newMetrics(logger)
	options.MetricsHandler = metrics
	var c client.Client
	err := patiently(ctx, logger, s, "Temporal at "+options.HostPort, func(ctx context.Context) error {
		var err error
		c, err = client.DialContext(ctx, options)
		return err
	})
	if err != nil {
		closeMetrics()
		return nil, nil, err
	}
	return c, closeMetrics, nil
}
