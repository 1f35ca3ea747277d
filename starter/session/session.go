// Package session is what the commands of the command line share: the flags, and the way
// to the config, Temporal and ClickHouse, each opened when a command needs it.
package session

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
	"regulars/deliver"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/gate"
	"regulars/schema/ledger"
	"regulars/schema/studio"
	"regulars/starter/sandboxenv"
	"regulars/worker/dial"
)

// DemoDir is where the demo keeps its sandbox.
const DemoDir = ".local/sandbox"

// Session is what the commands share: the flags, and the way to the config,
// Temporal and ClickHouse, each opened when a command needs it.
type Session struct {
	ConfigPath string // --config
	BrandName  string // --brand; empty: the only one
}

// Load reads the config.
func (s *Session) Load() (*config.Config, error) {
	if err := sandboxenv.Join(DemoDir); err != nil {
		return nil, err
	}
	return config.Load(s.ConfigPath)
}

// Brand loads the config and chooses the brand.
func (s *Session) Brand() (*config.Config, *config.Brand, error) {
	cfg, err := s.Load()
	if err != nil {
		return nil, nil, err
	}
	brand, err := cfg.Brand(s.BrandName)
	if err != nil {
		return nil, nil, err
	}
	return cfg, brand, nil
}

// Whole is Brand with the campaigns that were approved on the console.
func (s *Session) Whole(ctx context.Context) (*config.Config, *config.Brand, error) {
	cfg, brand, err := s.Brand()
	if err != nil {
		return nil, nil, err
	}
	db, err := OpenClickHouse(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = db.Close() }()
	whole, err := studio.Brand(ctx, db, brand)
	return cfg, whole.Brand, err
}

// DialTemporal connects to the Temporal that the config or the environment names.
func DialTemporal(ctx context.Context, cfg *config.Config) (client.Client, error) {
	return dial.DialTemporal(ctx, cfg)
}

// OpenClickHouse connects to the ClickHouse that the environment names.
func OpenClickHouse(ctx context.Context) (*schema.DB, error) {
	return dial.OpenClickHouse(ctx)
}

// DateOr reads a --date; an empty one is the business date that has just ended.
func DateOr(text string, brand *config.Brand) (regulars.BusinessDate, error) {
	if text == "" {
		return regulars.EndedAt(time.Now(), brand.Zone), nil
	}
	date, err := regulars.ParseBusinessDate(text)
	if err != nil {
		return "", fmt.Errorf("--date: %w", err)
	}
	return date, nil
}

// EndedOr is DateOr, for a date that must have ended: before that a night would
// compute, and send, for half a day.
func EndedOr(text string, brand *config.Brand) (regulars.BusinessDate, error) {
	date, err := DateOr(text, brand)
	if err != nil {
		return "", err
	}
	if last := regulars.EndedAt(time.Now(), brand.Zone); date > last {
		return "", fmt.Errorf("--date: %s has not ended yet in %s: the last that has is %s", date, brand.Timezone, last)
	}
	return date, nil
}

// LangFlag adds the flag that names the language of an Excel sheet's headers.
func LangFlag(c *cobra.Command, lang *string) {
	c.Flags().StringVar(lang, "lang", "", "en or zh-Hant, of an .xlsx file's headers; default the brand's `language`")
}

// NamesFor returns the names in a language, the brand's where none is asked for.
func NamesFor(lang string, brand *config.Brand) (*present.Names, error) {
	return present.NamesIn(cmp.Or(lang, brand.Language))
}

// BrandAction does something in Temporal for a brand.
type BrandAction func(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, brand *config.Brand) error

// WithBrand calls run with a connection to Temporal and the brand.
func WithBrand(cmd *cobra.Command, s *Session, run BrandAction) error {
	cfg, brand, err := s.Brand()
	if err != nil {
		return err
	}
	c, err := DialTemporal(cmd.Context(), cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	return run(cmd.Context(), cmd.OutOrStdout(), c, cfg, brand)
}

// OneCampaign asks for the campaign's name.
func OneCampaign(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return fmt.Errorf("the campaign's name is missing: write %s CAMPAIGN", cmd.CommandPath())
	case 1:
		return nil
	}
	return fmt.Errorf("%s is for one campaign, not for %s", cmd.CommandPath(), present.Plural(len(args), "campaign"))
}

// WithCampaign opens the ledger and the plan of a campaign on a date.
func WithCampaign(cmd *cobra.Command, s *Session, name, date string, run func(context.Context, io.Writer, *ledger.Ledger, ledger.Plan) error) error {
	cfg, brand, err := s.Brand()
	if err != nil {
		return err
	}
	d, err := DateOr(date, brand)
	if err != nil {
		return err
	}
	db, err := OpenClickHouse(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	brand, campaign, err := studio.Find(cmd.Context(), db, brand, name)
	if err != nil {
		return err
	}
	l, err := ledger.New(db, cfg.Privacy.HashKey.Reveal())
	if err != nil {
		return err
	}
	missed, err := gate.ReadMissed(cmd.Context(), db, brand.Name, d)
	if err != nil {
		return err
	}
	plan := ledger.PlanOf(brand, campaign, d)
	plan.Since = missed.Since(campaign.Name)
	if name != campaign.Name {
		plan = ledger.ResendOf(plan, name, ledger.Again{}) // what is planned of it already
	}
	if plan, err = l.Resolve(cmd.Context(), plan); err != nil {
		return err
	}
	if plan, err = deliver.Ready(plan, brand, campaign, cfg.Privacy.HashKey.Reveal()); err != nil {
		return err
	}
	return run(cmd.Context(), cmd.OutOrStdout(), l, plan)
}
