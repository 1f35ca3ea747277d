package dial

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/log"

	"regulars/config"
	"regulars/deploy/local/address"
	"regulars/worker/codec"
)

// Temporal returns the options of a connection, its namespace filled in and its
// payloads encrypted when the config has a key, and the server they lead to. It
// returns ErrStackDown when nothing names a server and this folder's own is down.
func Temporal(cfg *config.Config) (client.Options, Server, error) {
	server := Server{Name: "Temporal", From: "from " + address.TemporalEnv, env: address.TemporalEnv}
	options, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return options, server, fmt.Errorf("the TEMPORAL_* environment can't be used: %w", err)
	}
	server.Addr = options.HostPort
	switch {
	case server.Addr == "":
		server, err = server.locate(func(s address.Stack) string { return s.Temporal }, client.DefaultHostPort)
	case os.Getenv(address.TemporalEnv) == "":
		server.From = "from " + temporalFile()
	}
	if err != nil {
		return options, server, err
	}
	options.HostPort = server.Addr
	if options.Namespace == "" {
		options.Namespace = client.DefaultNamespace
	}
	return options, server, codec.Apply(&options, cfg.Privacy.PayloadKey, cfg.Privacy.PayloadKeyOther)
}

// temporalFile is the config file that Temporal's own tools share.
func temporalFile() string {
	if path := os.Getenv("TEMPORAL_CONFIG_FILE"); path != "" {
		return path
	}
	return envconfig.DefaultConfigFilePath()
}

// DialTemporal connects for a command, which shall not wait for a server that
// isn't there. The SDK's own log is discarded: it would stand in the middle of a
// table, and what concerns the user is in the errors.
func DialTemporal(ctx context.Context, cfg *config.Config) (client.Client, error) {
	options, server, err := Temporal(cfg)
	if err != nil {
		return nil, err
	}
	options.Logger = log.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	c, err := client.DialContext(ctx, options)
	if err != nil {
		return nil, server.silent(err, answerWithin)
	}
	return c, nil
}
