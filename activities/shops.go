package activities

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"

	"regulars/activities/beat"
	"regulars/activities/shelf"
	"regulars/config"
	"regulars/platform"
	"regulars/pull"
	"regulars/schema"
	"regulars/schema/allowance"
	"regulars/schema/gate"
	"regulars/schema/intake"
)

// Shops loads what the shops hold.
type Shops struct {
	Config *config.Config
	DB     *schema.DB
	Open   func(config.Shop, platform.HTTPOptions) (platform.Source, error)

	mu    sync.Mutex
	paces map[ShopRef]*platform.Pace
}

// filePlatform is the platform of shops that are file feeds: ClickHouse reads
// them itself, so they have no Source.
const filePlatform = "file"

// ShopRef names one shop of one brand.
type ShopRef struct {
	Brand string
	Shop  string
}

// ShopFacts is what there is to pull from a shop, in order: entities of a
// platform, or feeds of a file shop.
type ShopFacts struct {
	Entities []string
	Feeds    int
	Patient  bool `json:",omitempty"` // it is left alone at some hours, or once its day's requests are spent
}

// LoadRef names one pull of one entity, by references only.
type LoadRef struct {
	ShopRef
	Entity string
	LoadID string
	Kind   string
	From   time.Time // zero: from the beginning
	To     time.Time
}

// LoadResult is what a pull loaded.
type LoadResult struct {
	LoadRef
	Platform *uint64 // the platform's own count; nil: it can't count
	Received uint64  // distinct records
	Stored   uint64
	Rejected uint64

	Unchanged bool   // files as an earlier load left them, with its counts
	Trouble   string // what the gate will say, where the pull is not whole
}

// Pulled is how far a pull is: what it heartbeats, and resumes from.
type Pulled = pull.Progress

// ReadShop tells what there is to pull from a shop.
func (a *Shops) ReadShop(ctx context.Context, ref ShopRef) (ShopFacts, error) {
	_, shop, err := a.find(ref)
	if err != nil {
		return ShopFacts{}, err
	}
	if shop.Platform == filePlatform {
		return ShopFacts{Feeds: len(shop.Feeds)}, nil
	}
	_, _, source, err := a.open(ref, logWaits(ctx, ref))
	if err != nil {
		return ShopFacts{}, err
	}
	facts := ShopFacts{Patient: shop.RequestsPerDay > 0 || len(shop.Avoid) > 0}
	for _, entity := range source.Entities() {
		facts.Entities = append(facts.Entities, string(entity))
	}
	return facts, nil
}

// OpenWindow freezes the window of a pull. It begins at the end of the last
// whole one, less the lookback: what a platform shows late is read again. A
// repeated call gives the window that the first one opened.
func (a *Shops) OpenWindow(ctx context.Context, load LoadRef) (LoadRef, error) {
	defer beat.Start(ctx, "counting").End()
	opened, err := a.openWindow(ctx, load)
	return opened, classify(ctx, err)
}

func (a *Shops) openWindow(ctx context.Context, load LoadRef) (LoadRef, error) {
	_, shop, source, err := a.open(load.ShopRef, logWaits(ctx, load.ShopRef))
	if err != nil {
		return load, err
	}
	opened, err := intake.Loads(ctx, a.DB, load.Brand, []string{load.LoadID})
	if err != nil {
		return load, err
	}
	if len(opened) > 0 {
		return withWindow(load, opened[0]), nil
	}
	last, err := intake.LastWindow(ctx, a.DB, load.Brand, load.Shop, load.Entity)
	if err != nil {
		return load, err
	}
	row := intake.Row{
		Brand: load.Brand, Shop: load.Shop, Entity: load.Entity, LoadID: load.LoadID, Kind: load.Kind,
		State: intake.LoadRunning, StartedAt: time.Now().UTC(),
	}
	row.To = row.StartedAt.Truncate(time.Millisecond)
	if !last.IsZero() {
		row.From = last.Add(-shop.Lookback)
	}
	window := platform.Window{From: row.From, To: row.To}
	if row.PlatformBefore, err = count(ctx, source, platform.Entity(load.Entity), window); err != nil {
		return load, err
	}
	return withWindow(load, row), intake.PutLoad(ctx, a.DB, row)
}

// OpenReread records that the shop's misses are about to be read again.
func (a *Shops) OpenReread(ctx context.Context, load LoadRef) (LoadRef, error) {
	_, shop, err := a.find(load.ShopRef)
	if err != nil {
		return load, err
	}
	opened, err := intake.Loads(ctx, a.DB, load.Brand, []string{load.LoadID})
	if err != nil {
		return load, classify(ctx, err)
	}
	if len(opened) > 0 {
		return withWindow(load, opened[0]), nil
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	row := intake.Row{
		Brand: load.Brand, Shop: load.Shop, Entity: load.Entity, LoadID: load.LoadID, Kind: load.Kind,
		From: now.Add(-shop.Reread), To: now, State: intake.LoadRunning, StartedAt: now,
	}
	return withWindow(load, row), classify(ctx, intake.PutLoad(ctx, a.DB, row))
}

// PullPages streams every page of what changed since the window began into ClickHouse,
// on to the end of the list as it is when it is reached: a record that is edited
// meanwhile moves behind, not out. A new attempt goes on behind the last page that an
// earlier one stored.
func (a *Shops) PullPages(ctx context.Context, load LoadRef) (Pulled, error) {
	ctx, release := untilStop(ctx)
	defer release()
	return a.stream(ctx, load, func(source platform.Source, from platform.Cursor, yield func(platform.Page) error) error {
		window := platform.Window{From: load.From}
		if isAlso(load.Entity) {
			window.To = load.To
		}
		return source.Pull(ctx, platform.Entity(load.Entity), window, from, yield)
	})
}

// isAlso reports whether records are none of orders and customers. What is stored of them
// doesn't say when they changed, so what comes behind the window couldn't be distinguished from what
// the platform doesn't count; and nothing waits for it: their pulls end with their windows.
func isAlso(entity string) bool {
	return entity != intake.EntityOrders && entity != intake.EntityCustomers
}

// Reread streams again what the platform's updated time is known to miss, then asks for
// the stored orders of the same range that it was not handed, and for those that the shop
// hides: what the shop says is deleted gets a tombstone. It has no cursor: a new attempt starts over.
func (a *Shops) Reread(ctx context.Context, load LoadRef) (Pulled, error) {
	ctx, release := untilStop(ctx)
	defer release()
	return a.stream(ctx, load, func(source platform.Source, _ platform.Cursor, yield func(platform.Page) error) error {
		return source.Reread(ctx, load.From, yield)
	}, a.askUnlisted)
}

// hiddenAsked is how many records that the shop is known to hide a night asks for.
const hiddenAsked = 500

// hintedAsked is how many records of each kind a night asks for since a webhook named them.
const hintedAsked = 5000

// askUnlisted asks by id for the records that no list shows: the young orders that a
// re-read should have shown, those that are known as hidden, which only their id can tell
// to be deleted, changed or shown again, and those that a webhook named and no pull has
// read since.
func (a *Shops) askUnlisted(ctx context.Context, source platform.Source, load intake.Load, ref LoadRef) error {
	if err := a.askHinted(ctx, source, load, intake.EntityCustomers); err != nil {
		return err
	}
	if !platform.SightOf(source.Sights(), platform.Orders).ByID {
		return nil
	}
	absent, err := intake.Absent(ctx, a.DB, load, intake.Span{From: ref.From, To: ref.To})
	if err != nil {
		return err
	}
	hidden, err := intake.Hidden(ctx, a.DB, load, intake.EntityOrders, hiddenAsked)
	if err != nil {
		return err
	}
	load, read, fate, err := a.ask(ctx, source, load, intake.EntityOrders, slices.Concat(absent, hidden))
	if err != nil {
		return err
	}
	if err := intake.Show(ctx, a.DB, load, intake.EntityOrders, slices.DeleteFunc(hidden, func(id string) bool { return !read.shown(id, fate) })); err != nil {
		return err
	}
	return a.askHinted(ctx, source, load, intake.EntityOrders)
}

// askHinted asks for the records that webhooks named and that nothing has read since.
func (a *Shops) askHinted(ctx context.Context, source platform.Source, load intake.Load, entity string) error {
	if !platform.SightOf(source.Sights(), platform.Entity(entity)).ByID {
		return nil
	}
	ids, err := intake.Hinted(ctx, a.DB, load, entity, hintedAsked)
	if err != nil {
		return err
	}
	load, _, _, err = a.ask(ctx, source, load, entity, ids)
	if err != nil {
		return err
	}
	return intake.Asked(ctx, a.DB, load, entity, ids)
}

// ask reads records by their ids, stores them as they are now, and takes those for deleted
// of which the shop says so. It returns the load as of the moment in which it asked.
func (a *Shops) ask(ctx context.Context, source platform.Source, load intake.Load, entity string, ids []string) (intake.Load, readFound, platform.Fate, error) {
	load.ReadAt = time.Now()
	read := newFound()
	if ids = slices.Compact(slices.Sorted(slices.Values(ids))); len(ids) == 0 {
		return load, read, platform.Fate{}, nil
	}
	fate, err := source.Read(ctx, platform.Entity(entity), ids, func(page platform.Page) error {
		block := intake.Sift(load, blockOf(page))
		read.add(block)
		return intake.StoreBlock(ctx, a.DB, load, block)
	})
	if err != nil {
		return load, read, fate, err
	}
	return load, read, fate, bury(ctx, a, load, entity, fate)
}

// pages reads a source from a cursor on.
type pages func(source platform.Source, from platform.Cursor, yield func(platform.Page) error) error

// then is what a stream does once every page is stored.
type then func(ctx context.Context, source platform.Source, load intake.Load, ref LoadRef) error

func (a *Shops) stream(ctx context.Context, load LoadRef, pages pages, after ...then) (Pulled, error) {
	var done Pulled
	if activity.HasHeartbeatDetails(ctx) && activity.GetHeartbeatDetails(ctx, &done) != nil {
		done = Pulled{} // not readable: the window's start is always right
	}
	beat := beat.Start(ctx, done)
	defer beat.End()
	brand, shop, source, err := a.open(load.ShopRef, beatWaits(ctx, load.ShopRef, beat))
	if err != nil {
		return Pulled{}, err
	}
	store := shelf.New(a.DB, intake.Load{Brand: brand, Shop: shop, ID: load.LoadID, Key: intake.DoorKey(a.Config.Privacy.HashKey.Reveal())})
	read := func(yield func(platform.Page) error) error { return pages(source, done.Cursor, yield) }
	err = pull.Run(ctx, read, store, beat)
	for _, then := range after {
		if err == nil {
			err = then(ctx, source, store.Load, load)
		}
	}
	return beat.Get(), classify(ctx, err)
}

// CloseWindow counts what came and what is stored, and asks the platform once
// more for its count. Where they agree the pull is recorded as done: from here
// on the next window begins at this one's end. Where not, it begins once more
// where this one did.
func (a *Shops) CloseWindow(ctx context.Context, load LoadRef) (LoadResult, error) {
	defer beat.Start(ctx, "counting").End()
	result, err := a.closeWindow(ctx, load)
	return result, classify(ctx, err)
}

func (a *Shops) closeWindow(ctx context.Context, load LoadRef) (LoadResult, error) {
	brand, _, source, err := a.open(load.ShopRef, logWaits(ctx, load.ShopRef))
	if err != nil {
		return LoadResult{}, err
	}
	opened, err := intake.Loads(ctx, a.DB, load.Brand, []string{load.LoadID})
	if err != nil {
		return LoadResult{}, err
	}
	if len(opened) == 0 {
		return LoadResult{}, fmt.Errorf("load %s of shop %s is not recorded: was the database replaced while it ran? run the night again", load.LoadID, load.Shop)
	}
	row := opened[0]
	if load.Kind == intake.LoadWindow {
		window := platform.Window{From: load.From, To: load.To}
		if row.PlatformAfter, err = count(ctx, source, platform.Entity(load.Entity), window); err != nil {
			return LoadResult{}, err
		}
	}
	if row, err = intake.CountLoad(ctx, a.DB, row); err != nil {
		return LoadResult{}, err
	}
	row.State, row.FinishedAt = intake.LoadDone, time.Now().UTC()
	line := gate.Reconcile(row, brand.Reconcile.Tolerance)
	if !line.OK {
		row.State, row.Detail = intake.LoadFailed, line.Reason
	}
	if err := intake.PutLoad(ctx, a.DB, row); err != nil {
		return LoadResult{}, err
	}
	result := resultOf(load, row)
	if !line.OK {
		result.Trouble = line.Sentence()
	}
	return result, nil
}

// resultOf names the platform's count as the gate will.
func resultOf(load LoadRef, row intake.Row) LoadResult {
	return LoadResult{
		LoadRef: load, Platform: gate.Reconcile(row, 0).Platform,
		Received: row.Received, Stored: row.Stored, Rejected: row.Rejected,
	}
}

func withWindow(load LoadRef, row intake.Row) LoadRef {
	load.From, load.To = row.From, row.To
	if load.From.Unix() <= 0 {
		load.From = time.Time{}
	}
	return load
}

// count is nil where the platform can't tell.
func count(ctx context.Context, source platform.Source, entity platform.Entity, window platform.Window) (*uint64, error) {
	n, err := source.Count(ctx, entity, window)
	if errors.Is(err, platform.ErrNoCount) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	counted := uint64(max(n, 0))
	return &counted, nil
}

func (a *Shops) find(ref ShopRef) (*config.Brand, *config.Shop, error) {
	brand, err := findBrand(a.Config, ref.Brand)
	if err != nil {
		return nil, nil, err
	}
	shop, err := brand.Shop(ref.Shop)
	if err != nil {
		return nil, nil, refuse(ErrorConfig, err)
	}
	return brand, shop, nil
}

func (a *Shops) open(ref ShopRef, options platform.HTTPOptions) (*config.Brand, *config.Shop, platform.Source, error) {
	brand, shop, err := a.find(ref)
	if err != nil {
		return nil, nil, nil, err
	}
	options.Admit, options.Pace = allowance.Open(a.DB, brand, shop).Admit, a.pace(ref)
	source, err := a.Open(*shop, options)
	if err != nil {
		return nil, nil, nil, refuse(ErrorConfig, err)
	}
	return brand, shop, source, nil
}

// pace is the one of a shop in this process, from one activity to the next.
func (a *Shops) pace(ref ShopRef) *platform.Pace {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.paces == nil {
		a.paces = map[ShopRef]*platform.Pace{}
	}
	if a.paces[ref] == nil {
		a.paces[ref] = &platform.Pace{}
	}
	return a.paces[ref]
}
