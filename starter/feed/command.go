package feed

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/platform/file/proposal"
	"regulars/present"
	"regulars/starter/screen"
)

// flags are those of `feed look`.
type flags struct {
	entity, write, shop string
	timezone, currency  string
	answers             []string
}

// New returns the command `feed`. The config, if there is one, says in which zone times
// are and of which country phones.
func New(configPath, brand *string) *cobra.Command {
	c := &cobra.Command{
		Use: "feed", Short: "Look at files and propose the feed that reads them",
		Example: "  go run ./starter feed look sales/*.csv",
	}
	var f flags
	l := &cobra.Command{
		Use:   "look FILE…",
		Short: "Show what files hold, how they will be read, and what is open",
		Long: `Reads the files from the first row to the last and shows how they are written, what each
column holds, the orders that come out, and the feed that reads them with everything
declared. What the files leave open is a question: answer it with --set. With --write the
feed becomes a shop of the config; nothing is written while a question is open.`,
		Example: "  go run ./starter feed look sales/*.csv\n  go run ./starter feed look till.csv --set dates=dmy --write regulars.yaml --shop till",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), cmd.OutOrStdout(), args, *configPath, *brand)
		},
	}
	l.Flags().StringVar(&f.entity, "entity", "", "what the rows are: orders, customers, products, events, costs or consents")
	l.Flags().StringArrayVar(&f.answers, "set", nil, "the answer to a question, `key=value`; repeat it for more")
	l.Flags().StringVar(&f.write, "write", "", "write the feed as a shop into this config `file`")
	l.Flags().StringVar(&f.shop, "shop", "", "the `name` of the shop; default the file's")
	l.Flags().StringVar(&f.timezone, "timezone", "Asia/Taipei", "the zone of times without one, where there is no config yet")
	l.Flags().StringVar(&f.currency, "currency", "TWD", "the currency, where there is no config yet")
	c.AddCommand(l)
	return c
}

func (f *flags) run(ctx context.Context, out io.Writer, paths []string, configPath, brand string) error {
	o := proposal.Options{Paths: paths, Entity: f.entity, Answers: f.answers}
	if f.write != "" {
		configPath = f.write
	}
	if err := f.place(&o, configPath, brand); err != nil {
		return err
	}
	r, err := proposal.Look(ctx, o)
	if err != nil {
		return err
	}
	screen.Proposal(out, r, r.YAML())
	if f.write == "" {
		return nil
	}
	if n := len(r.Questions); n > 0 {
		return fmt.Errorf("%s is not written: answer %s with --set first", f.write, present.Plural(n, "question"))
	}
	shop := proposal.Shop{Name: f.shop, Brand: brand, Timezone: f.timezone, Currency: f.currency}
	if err := r.Write(f.write, &shop); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s has the shop %s now: starter check --config %s shows what a night makes of it\n", f.write, shop.Name, f.write)
	return nil
}

// place takes the zone and the country from the config, where there is one; a mistake elsewhere
// in it is no reason to read times in another zone.
func (f *flags) place(o *proposal.Options, path, name string) error {
	cfg, err := config.Load(path)
	if cfg == nil {
		if _, statErr := os.Stat(path); statErr == nil {
			return err
		}
		return f.placeByFlags(o)
	}
	brand, brandErr := cfg.Brand(name)
	switch {
	case brandErr == nil && brand.Zone != nil:
		o.Zone, o.Region = brand.Zone, brand.Identity.Region
		return nil
	case err == nil:
		return brandErr
	}
	return f.placeByFlags(o) // a config that is being written
}

func (f *flags) placeByFlags(o *proposal.Options) (err error) {
	if o.Zone, err = time.LoadLocation(f.timezone); err != nil {
		return fmt.Errorf("--timezone: %w", err)
	}
	return nil
}
