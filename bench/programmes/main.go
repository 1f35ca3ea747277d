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
}

func main() {
	local.RunRole()
	var o options
	flag.StringVar(&o.dir, "dir", "", "where what was loaded and walked is kept; a temporary directory where none is named")
	flag.IntVar(&o.members, "members", 2_000, "members of the brand")
	flag.IntVar(&o.orders, "orders", 15_000, "orders of the brand, about")
	flag.IntVar(&o.every, "every", 1, "walk only each so manieth night")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "programmes:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	if o.dir == "" {
		if o.dir, err = os.MkdirTemp("", "regulars-programmes-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(o.dir) }()
	}
	if o.dir, err = filepath.Abs(o.dir); err != nil {
		return err
	}
	feeds := filepath.Join(o.dir, "feeds")
	if err := os.MkdirAll(feeds, 0o700); err != nil {
		return err
	}
	stack, err := local.Up(ctx, local.Options{Dir: filepath.Join(o.dir, "stack"), Parts: local.ClickHouse, FreePorts: true, Feeds: []string{feeds}})
	if err != nil {
		return err
	}
	defer func() { _ = stack.Close() }()
	password, err := stack.Addresses.Password()
	if err != nil {
		return err
	}
	db, err := schema.Open(ctx, schema.Options{Addr: stack.Addresses.ClickHouse, Password: password, Database: "programmes"})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	brand, err := load(ctx, db, o, feeds)
	if err != nil {
		return err
	}
	walked, err := walkAll(ctx, db, brand, o)
	if err != nil {
		return err
	}
	reported, err := reports(ctx, db, brand)
	if err != nil {
		return err
	}
	return page{o, brand, walked, reported}.write(os.Stdout)
}

// reports counts, of each journey that an event lets in, the events with its key that the brand
// has of members whom it knows: one for each member and key, as the journey takes them.
func reports(ctx context.Context, db *schema.DB, brand *config.Brand) (map[string]uint64, error) {
	reported := map[string]uint64{}
	for i := range brand.Journeys {
		j := &brand.Journeys[i]
		if !j.ByEvent() {
			continue
		}
		var n uint64
		err := db.Conn().QueryRow(ctx, "SELECT uniqExact(node, properties[?]) FROM events FINAL WHERE brand = ? AND type = ? AND node != 0 AND properties[?] != ''",
			j.Event.Key, brand.Name, j.Event.Type, j.Event.Key).Scan(&n)
		if err != nil {
			return nil, fmt.Errorf("count the events of the journey %s: %w", j.Name, err)
		}
		reported[j.Name] = n
	}
	return reported, nil
}

// walkAll walks all journeys that a replay knows: it knows no ticks.
func walkAll(ctx context.Context, db *schema.DB, brand *config.Brand, o options) (map[string]walk.Played, error) {
	past := walk.Past{
		From: regulars.DateOf(ends.AddDate(-years, 0, 1), brand.Zone), To: regulars.DateOf(ends, brand.Zone),
		Every: o.every, Name: fmt.Sprintf("programmes-%d", o.every),
	}
	var walkers []*walk.Walker
	for i := range brand.Journeys {
		if j := &brand.Journeys[i]; !j.ByEvent() {
			walkers = append(walkers, walk.New(db, brand, j))
		}
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
	brand.Campaigns = slices.Clone(example.Campaigns)
	return nil
}
