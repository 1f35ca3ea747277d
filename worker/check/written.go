package check

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"regulars/config"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/studio"
	"regulars/worker/dial"
)

// checkWritten looks at the campaigns and journeys of a brand that were approved on the console,
// as at those of the file: they were right when they were saved, and the config has changed since.
func checkWritten(cfg *config.Config, brand *config.Brand) func(context.Context) Finding {
	return func(ctx context.Context) Finding {
		f := Finding{What: "console's campaigns of " + brand.Name, Says: "none is approved"}
		db, err := dial.OpenClickHouse(ctx)
		if err != nil {
			f.Warn = []string{"they are not checked: ClickHouse does not answer"}
			return f
		}
		defer func() { _ = db.Close() }()
		whole, err := studio.Brand(ctx, db, brand)
		switch {
		case schema.IsAbsent(err):
			return f // no night and no console has made the tables yet
		case err != nil:
			f.Err = err
			return f
		}
		if len(whole.Console) > 0 {
			f.Says = present.Plural(len(whole.Console), "campaign") + " approved"
		}
		if len(whole.Paths) > 0 {
			f.Says = present.Plural(len(whole.Console), "campaign") + " and " + present.Plural(len(whole.Paths), "journey") + " approved"
		}
		var wrong []error
		for _, t := range whole.Troubles {
			wrong = append(wrong, fmt.Errorf("%s: %s", t.Of(), t.Says))
		}
		for i := range whole.Campaigns {
			c := &whole.Campaigns[i]
			if whole.Console[c.Name] == 0 {
				continue
			}
			wrong = append(wrong, wrongWith(ctx, cfg, db, whole.Brand, c))
			for _, warning := range textWarnings(whole.Brand, c, filepath.Dir(cfg.Path)) {
				f.Warn = append(f.Warn, c.Name+": "+warning)
			}
		}
		f.Err = errors.Join(wrong...)
		return f
	}
}

// wrongWith is what a night would find wrong with a campaign of the console.
func wrongWith(ctx context.Context, cfg *config.Config, db *schema.DB, brand *config.Brand, c *config.Campaign) error {
	var wrong []error
	mistakes := mistakesOf(cfg, c.Name, brand, c, c.Templates)
	for _, v := range c.Variants {
		mistakes = append(mistakes, mistakesOf(cfg, c.Name+".variants."+v.Name, brand, c, v.Templates)...)
	}
	for _, m := range mistakes {
		wrong = append(wrong, errors.New(strings.TrimSuffix(m.Path+": "+m.Problem+"; "+m.Remedy, "; ")))
	}
	if c.Audience.Where != "" {
		if err := ledger.CheckPredicate(ctx, db, brand.Name, c.Audience.Where); err != nil {
			wrong = append(wrong, fmt.Errorf("%s.audience.where: %w", c.Name, err))
		}
	}
	return errors.Join(wrong...)
}
