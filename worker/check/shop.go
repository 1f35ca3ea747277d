package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/ch-go/proto"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/connectors"
	"regulars/platform/file"
	"regulars/present"
	"regulars/present/cause"
	"regulars/schema"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/view"
	"regulars/worker/dial"
)

// checkShop asks a shop about itself. The files of a feed are read as a night would.
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
		checkFeeds(ctx, &f, brand, shop)
		for _, feed := range shop.Feeds[:min(1, len(shop.Feeds))] {
			f.Note = append(f.Note, wholeText([]platform.Sight{file.Sight(feed.Entity)})...)
		}
		return f
	}
	visit := newVisit(ctx, brand, shop)
	defer visit.end()
	source, err := connectors.Open(*shop, platform.HTTPOptions{Tries: 2, Admit: visit.admit})
	if err != nil {
		f.Err = err
		return f
	}
	facts, err := source.Check(ctx)
	f.Warn = append(f.Warn, visit.warnings()...)
	if errors.Is(err, errLeftAlone) {
		return f
	}
	if err != nil {
		f.Err = err
		return f
	}
	f.Note = wholeText(source.Sights())
	f.Says, f.Warn = factsText(facts, *shop), slices.Concat(f.Warn, facts.Warnings, facts.Differences(*shop))
	f.Warn = append(f.Warn, rateless(ctx, brand, facts, source, time.Now())...)
	return f
}

// wholeText says what the platform can tell about the whole shop, and what it can't.
func wholeText(sights []platform.Sight) []string {
	var notes []string
	for _, s := range sights {
		note := fmt.Sprintf("the whole of its %s: it tells %s", s.Entity, s.Tells())
		for _, u := range s.Unseen {
			note += "; " + cause.Cause{Code: cause.Code(cause.Unseen + u)}.Text(cause.English)
		}
		notes = append(notes, note)
	}
	return notes
}

func factsText(facts platform.Facts, shop config.Shop) string {
	parts := []string{facts.Name}
	if facts.Orders >= 0 {
		parts = append(parts, present.Whole(facts.Orders)+" orders")
	}
	for _, part := range []string{facts.Currency, facts.Timezone, facts.APIVersion} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if first := facts.FirstPull(shop); first != "" {
		parts = append(parts, first)
	}
	return strings.Join(parts, ", ")
}

// mostRows bounds how much of each file is read.
const mostRows = 100_000

// checkFeeds reads every feed as a night would, at most its first 100,000 rows, and says what
// would come of it. All that is wrong is returned.
func checkFeeds(ctx context.Context, f *Finding, brand *config.Brand, shop *config.Shop) {
	db, err := dial.OpenClickHouse(ctx)
	if err != nil {
		f.Warn = append(f.Warn, "the feeds are not read: ClickHouse does not answer")
		return
	}
	defer func() { _ = db.Close() }()
	var says []string
	for _, one := range shop.Feeds {
		files, err := file.NewFeed(one)
		if err != nil {
			f.Err = errors.Join(f.Err, err)
			continue
		}
		look, err := feed.LookAt(ctx, db, intake.Load{Brand: brand, Shop: shop, ID: "check"}, one, files, mostRows)
		_ = files.Close()
		code, _ := schema.CodeOf(err)
		if code == proto.ErrUnknownTable || code == proto.ErrUnknownDatabase {
			f.Warn = append(f.Warn, "the "+one.Entity+" are not read: the database has no tables yet, a worker makes them when it starts")
			continue
		}
		if err != nil && ctx.Err() != nil {
			f.Warn = append(f.Warn, fmt.Sprintf("the %s are not read to the end: ClickHouse or this machine is busy; a night has no such hurry", one.Entity))
			break
		}
		if err != nil {
			f.Err = errors.Join(f.Err, err)
			continue
		}
		says = append(says, lookText(one.Entity, brand.Currency, look))
		f.Warn = append(f.Warn, rejectedText(one, look)...)
		if look.Unmapped > 0 {
			f.Warn = append(f.Warn, fmt.Sprintf("%s would not count, for nobody mapped their status: %s: say what it means under statuses",
				present.Plural(int(look.Unmapped), "order"), look.Words))
		}
		if len(look.Taken) > 0 {
			f.Note = append(f.Note, one.Entity+" are read as found: "+strings.Join(look.Taken, ", "))
		}
	}
	f.Says = strings.Join(says, "; ")
}

// lookText says what a night would make of a feed.
func lookText(entity, currency string, look feed.Look) string {
	text := fmt.Sprintf("%s %s in %s", present.Whole(uint64(look.Records)), entity, present.Plural(look.Files, "file"))
	if look.Cut {
		text += " (of its first " + present.Whole(uint64(mostRows)) + " rows)"
	}
	if o := look.Orders; o != nil && o.Orders > 0 {
		text += fmt.Sprintf(", revenue %s %s, %s people, %s to %s", o.Revenue, currency, present.Whole(o.People), o.First.Format(time.DateOnly), o.Last.Format(time.DateOnly))
		if o.Nobody > 0 {
			text += ", " + present.Whole(o.Nobody) + " name nobody"
		}
	}
	c := look.Counts
	return text + fmt.Sprintf(" (rows: %s = %s used + %s rejected + %s left out)",
		present.Whole(c.Rows), present.Whole(c.Used), present.Whole(c.Rejected), present.Whole(c.LeftOut))
}

// rejectedText says why rows are rejected, each reason once.
func rejectedText(one config.Feed, look feed.Look) []string {
	var warnings []string
	for _, r := range look.Reasons {
		warnings = append(warnings, fmt.Sprintf("%s: %s rejected, such as %s: %s", one.Entity, present.Plural(r.Rows, "row"), r.First, r.Reason))
	}
	return warnings
}
