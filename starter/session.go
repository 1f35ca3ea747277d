package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema"
	"regulars/starter/sandboxenv"
	"regulars/worker/dial"
)

// session is what the commands share: the flags, and the way to the config,
// Temporal and ClickHouse, each opened when a command needs it.
type session struct {
	configPath string
	brandName  string
}

// load reads the config.
func (s *session) load() (*config.Config, error) {
	if err := sandboxenv.Join(demoDir); err != nil {
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

func dialTemporal(ctx context.Context, cfg *config.Config) (client.Client, error) {
	return dial.DialTemporal(ctx, cfg)
}

func openClickHouse(ctx context.Context) (*schema.DB, error) {
	return dial.OpenClickHouse(ctx)
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

// langFlag adds the flag that names the language of an Excel sheet's headers.
func langFlag(c *cobra.Command, lang *string) {
	c.Flags().StringVar(lang, "lang", "", "en or zh-Hant, of an .xlsx file's headers; default the brand's `language`")
}

// namesFor returns the names in a language, the brand's where none is asked for.
func namesFor(lang string, brand *config.Brand) (*present.Names, error) {
	return present.NamesIn(cmp.Or(lang, brand.Language))
}

// brandAction does something in Temporal for a brand.
type brandAction func(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, brand *config.Brand) error

// withBrand calls run with a connection to Temporal and the brand.
func withBrand(cmd *cobra.Command, s *session, run brandAction) error {
	cfg, brand, err := s.brand()
	if err != nil {
		return err
	}
	c, err := dialTemporal(cmd.Context(), cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	return run(cmd.Context(), cmd.OutOrStdout(), c, cfg, brand)
}
