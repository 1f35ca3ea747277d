package check

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/connectors"
	"regulars/platform/file"
	"regulars/present"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/view"
	"regulars/worker/dial"
)

// checkShop asks a shop about itself. A file feed is looked for, and ClickHouse
// tries its expressions over the columns that it finds there.
func checkShop(brand *config.Brand, shop *config.Shop) func(context.Context) Finding {
	return func(ctx context.Context) Finding {
		f := askShop(ctx, brand, shop)
		f.Warn = append(f.Warn, unmappedWords(ctx, brand, shop)...)
		return f
	}
}

// unmappedWords names the status words of the shop's stored orders that nobody mapped. A
// ClickHouse that doesn't answer, or has no tables yet, is another check's finding.
func unmappedWords(ctx context.Context, brand *config.Brand, shop *config.Shop) []string {
	db, err := dial.OpenClickHouse(ctx)
	if err != nil {
		return nil
	}
	defer func() { _ = db.Close() }()
	words, err := view.UnmappedWords(ctx, db, brand.Name)
	if err != nil {
		return nil
	}
	var warnings []string
	for _, w := range words {
		if _, known := regulars.StatusOf(w.Word, shop.Statuses); w.Shop == shop.Name && !known {
			warnings = append(warnings, fmt.Sprintf("%s with the status %q, which nobody mapped, and so they don't count: say what it means under statuses",
				present.Plural(int(w.Orders), "order"), w.Word))
		}
	}
	return warnings
}

func askShop(ctx context.Context, brand *config.Brand, shop *config.Shop) Finding {
	f := Finding{What: "shop " + brand.Name + "/" + shop.Name}
	if shop.Platform == "file" {
		if f.Says, f.Err = checkFeeds(shop); f.Err == nil {
			f.Warn, f.Err = readFeeds(ctx, brand, shop)
		}
		for _, feed := range shop.Feeds[:min(1, len(shop.Feeds))] {
			f.Note = wholeText([]platform.Sight{file.Sight(feed.Entity)})
		}
		return f
	}
	source, err := connectors.Open(*shop, platform.HTTPOptions{Tries: 2})
	if err != nil {
		f.Err = err
		return f
	}
	facts, err := source.Check(ctx)
	if err != nil {
		f.Err = err
		return f
	}
	f.Note = wholeText(source.Sights())
	f.Says, f.Warn = factsText(facts), append(facts.Warnings, facts.Differences(*shop)...)
	return f
}

// wholeText says what the platform can tell about the whole shop, and what it can't.
func wholeText(sights []platform.Sight) []string {
	var notes []string
	for _, s := range sights {
		note := fmt.Sprintf("the whole of its %s: it tells %s", s.Entity, s.Tells())
		if s.Unseen != "" {
			note += "; " + s.Unseen
		}
		notes = append(notes, note)
	}
	return notes
}

func factsText(facts platform.Facts) string {
	parts := []string{facts.Name}
	if facts.Orders >= 0 {
		parts = append(parts, present.Whole(facts.Orders)+" orders")
	}
	for _, part := range []string{facts.Currency, facts.Timezone, facts.APIVersion} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

func checkFeeds(shop *config.Shop) (string, error) {
	var found []string
	for _, feed := range shop.Feeds {
		plan, err := file.NewPlan(feed)
		if err != nil {
			return "", err
		}
		text := feed.Entity + " as " + plan.Format
		if plan.Function == "file" {
			n, err := filesOf(plan.Location)
			if err != nil {
				return "", err
			}
			text += " (" + present.Plural(n, "file") + ")"
		}
		found = append(found, text)
	}
	return strings.Join(found, ", "), nil
}

// readFeeds lets ClickHouse look at every feed, and returns all that is wrong.
func readFeeds(ctx context.Context, brand *config.Brand, shop *config.Shop) (warnings []string, err error) {
	db, err := dial.OpenClickHouse(ctx)
	if err != nil {
		return []string{"the columns are not checked: ClickHouse does not answer"}, nil
	}
	defer func() { _ = db.Close() }()
	for _, f := range shop.Feeds {
		plan, planErr := file.NewPlan(f)
		if planErr != nil {
			return nil, planErr
		}
		load := intake.Load{Brand: brand, Shop: shop, ID: "check"}
		err = errors.Join(err, feed.Check(ctx, db, load, f, feed.Table(plan)))
	}
	return nil, err
}

// filesOf counts the files that a local path or glob names. ClickHouse's globs
// know braces, which Go's don't: there the folder is all that is looked for.
func filesOf(path string) (int, error) {
	pattern := path
	if i := strings.IndexByte(path, '{'); i >= 0 {
		pattern = filepath.Dir(path[:i] + "x")
	}
	matches, err := filepath.Glob(pattern)
	if err != nil || len(matches) == 0 {
		return 0, fmt.Errorf("there is no file %s: put it there, or correct the path (a relative one starts at the config's folder)", path)
	}
	return len(matches), nil
}
