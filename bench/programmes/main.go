package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"regulars"
	"regulars/bench/scratch"
	"regulars/config"
	"regulars/deploy/local"
	"regulars/schema"
	"regulars/schema/walk"
)

// ends is when the history of the brand ends; it begins three years before.
var ends = time.Date(2026, 11, 20, 23, 0, 0, 0, time.FixedZone("Asia/Taipei", 8*60*60))

const years = 3

type options struct {
	dir             string
	members, orders int
	every           int
	until           string
}

// last is the date up to which is walked.
func (o options) last() regulars.BusinessDate { return regulars.BusinessDate(o.until) }

func main() {
	local.RunRole()
	var o options
	flag.StringVar(&o.dir, "dir", "", "where what was loaded and walked is kept; a temporary directory where none is named")
	flag.IntVar(&o.members, "members", 2_000, "members of the brand")
	flag.IntVar(&o.orders, "orders", 15_000, "orders of the brand, about")
	flag.IntVar(&o.every, "every", 1, "walk only each so manieth night")
	flag.StringVar(&o.until, "until", regulars.DateOf(ends, ends.Location()).String(), "the last business date that is walked")
	flag.Parse()
	if _, err := regulars.ParseBusinessDate(o.until); err != nil {
		fmt.Fprintln(os.Stderr, "programmes: -until:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "programmes:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	place, err := scratch.Open(ctx, o.dir, "programmes", local.ClickHouse)
	if err != nil {
		return err
	}
	defer place.Close()
	o.dir = place.Dir
	brand, err := load(ctx, place.DB, o, place.Feeds)
	if err != nil {
		return err
	}
	walked, err := walkAll(ctx, place.DB, brand, o)
	if err != nil {
		return err
	}
	return page{o, brand, walked}.write(os.Stdout)
}

// begins is the first date of the brand's history.
func begins(brand *config.Brand) regulars.BusinessDate {
	return regulars.DateOf(ends.AddDate(-years, 0, 1), brand.Zone)
}

// walkAll walks all journeys.
func walkAll(ctx context.Context, db *schema.DB, brand *config.Brand, o options) (map[string]walk.Played, error) {
	past := walk.Past{
		From: begins(brand), To: o.last(),
		Every: o.every, Name: fmt.Sprintf("programmes-%d", o.every),
	}
	var walkers []*walk.Walker
	for i := range brand.Journeys {
		walkers = append(walkers, walk.New(db, brand, &brand.Journeys[i]))
	}
	played, err := walk.ReplayAll(ctx, walkers, past, func(date regulars.BusinessDate) { fmt.Fprintln(os.Stderr, date) })
	if err != nil {
		return nil, err
	}
	walked := map[string]walk.Played{}
	for i, w := range walkers {
		walked[w.Journey()] = played[i]
	}
	return walked, nil
}

// programmes are the journeys of the example, for the brand of the sandbox.
func programmes(brand *config.Brand) error {
	for _, name := range []string{"EVENTS_KEY", "REGULARS_HASH_KEY"} {
		if err := os.Setenv(name, "a key of the programmes that opens nothing"); err != nil {
			return err
		}
	}
	cfg, err := config.Load(filepath.Join("examples", "journeys.yaml"))
	if err != nil {
		return errors.Join(errors.New("run it in the repository's root"), err)
	}
	example := &cfg.Brands[0]
	brand.Journeys, brand.Segments, brand.Caps = example.Journeys, example.Segments, example.Caps
	brand.Campaigns, brand.Between = slices.Clone(example.Campaigns), example.Between
	return nil
}
