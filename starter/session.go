package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/log"

	"regulars"
	"regulars/config"
	"regulars/deploy/local"
	"regulars/schema"
	"regulars/worker/codec"
)

// dialTimeout is how long a server may take to answer a command.
const dialTimeout = 5 * time.Second

// session is what the commands share: the flags, and the way to the config,
// Temporal and ClickHouse, each opened when a command needs it.
type session struct {
	configPath string
	brandName  string
}

// load reads the config.
func (s *session) load() (*config.Config, error) {
	if err := joinSandbox(); err != nil {
		return nil, err
	}
	return config.Load(s.configPath)
}

// brand loads the config and chooses the brand.
func (s *session) brand() (*config.Config, *config.Brand, error) {
	cfg, err := s.load()
	if err != nil {
		return nil, nil, err
	}
	brand, err := cfg.Brand(s.brandName)
	if err != nil {
		return nil, nil, err
	}
	return cfg, brand, nil
}

// temporalOptions come from TEMPORAL_*, else from the local stack that is up.
func temporalOptions(cfg *config.Config) (client.Options, error) {
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
	// What concerns the user comes back as an error; the SDK's own log would
	// only stand in the middle of a table.
	options.Logger = log.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))
	return options, codec.Apply(&options, cfg.Privacy.PayloadKey)
}

func dialTemporal(ctx context.Context, cfg *config.Config) (client.Client, error) {
	options, err := temporalOptions(cfg)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	c, err := client.DialContext(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("temporal does not answer at %s (%w): start the stack with `go run ./starter up`, or set TEMPORAL_ADDRESS", options.HostPort, lastWords(err))
	}
	return c, nil
}

// clickhouseOptions come from CLICKHOUSE_*, else from the local stack that is up.
func clickhouseOptions() schema.Options {
	options := schema.Options{
		Addr:     os.Getenv("CLICKHOUSE_ADDR"),
		Database: os.Getenv("CLICKHOUSE_DATABASE"),
		Username: os.Getenv("CLICKHOUSE_USERNAME"),
		Password: os.Getenv("CLICKHOUSE_PASSWORD"),
		TLS:      os.Getenv("CLICKHOUSE_TLS") == "true",
	}
	if options.Addr == "" {
		options.Addr = "127.0.0.1:9000"
		if stack, up := local.Find(""); up && stack.ClickHouse != "" {
			options.Addr = stack.ClickHouse
		}
	}
	return options
}

func openClickHouse(ctx context.Context) (*schema.DB, error) {
	options := clickhouseOptions()
	db, err := schema.Open(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("clickhouse does not answer at %s (%w): start the stack with `go run ./starter up`, or set CLICKHOUSE_ADDR", options.Addr, cause(err))
	}
	return db, nil
}

// dateOr reads a --date; an empty one is the business date that has just ended.
func dateOr(text string, brand *config.Brand) (regulars.BusinessDate, error) {
	if text == "" {
		return regulars.EndedAt(time.Now(), brand.Zone), nil
	}
	date, err := regulars.ParseBusinessDate(text)
	if err != nil {
		return "", fmt.Errorf("--date: %w", err)
	}
	return date, nil
}

// endedOr is dateOr, for a date that must have ended: before that a night would
// compute, and send, for half a day.
func endedOr(text string, brand *config.Brand) (regulars.BusinessDate, error) {
	date, err := dateOr(text, brand)
	if err != nil {
		return "", err
	}
	if last := regulars.EndedAt(time.Now(), brand.Zone); date > last {
		return "", fmt.Errorf("--date: %s has not ended yet in %s: the last that has is %s", date, brand.Timezone, last)
	}
	return date, nil
}

// lastWords is the end of an error that gRPC wraps in words of its own.
func lastWords(err error) error {
	text := cause(err).Error()
	return errors.New(strings.Trim(text[strings.LastIndex(text, ": ")+1:], ` "`))
}

// cause is the innermost error, without the ways on which it came.
func cause(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}
