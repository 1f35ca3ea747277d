package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"regulars/activities/beat"
	"regulars/config"
	"regulars/platform/file"
	"regulars/schema"
	"regulars/schema/feed"
	"regulars/schema/intake"
)

// FeedRef names one feed of a file shop, and the pull that reads it.
type FeedRef struct {
	ShopRef
	Feed   int // its place among the shop's feeds
	LoadID string
	Force  bool // read the files also where they are as the last load left them
}

// Imported is how far an import is: what it heartbeats.
type Imported struct{ Rows int64 }

// ImportFeed reads a feed's files. Files that are as the last
// load left them are skipped; a new attempt starts over and changes nothing
// that is right.
func (a *Shops) ImportFeed(ctx context.Context, ref FeedRef) (LoadResult, error) {
	ctx, release := untilStop(ctx)
	defer release()
	brand, shop, err := a.find(ref.ShopRef)
	if err != nil {
		return LoadResult{}, err
	}
	if ref.Feed >= len(shop.Feeds) {
		return LoadResult{}, refuse(ErrorConfig, errors.New("the shop has fewer feeds than when the pull began: run it again"))
	}
	result, err := a.importFeed(ctx, brand, shop, ref)
	return result, classify(ctx, err)
}

func (a *Shops) importFeed(ctx context.Context, brand *config.Brand, shop *config.Shop, ref FeedRef) (LoadResult, error) {
	f := shop.Feeds[ref.Feed]
	files, err := file.NewFeed(f)
	if err != nil {
		return LoadResult{}, refuse(ErrorConfig, err)
	}
	defer func() { _ = files.Close() }()
	beat := beat.Start(ctx, Imported{})
	defer beat.End()
	load := intake.Load{Brand: brand, Shop: shop, ID: ref.LoadID, ReadAt: time.Now(), Key: intake.DoorKey(a.Config.Privacy.HashKey.Reveal())}
	progress := func(rows int64) { beat.Set(Imported{Rows: rows}) }
	done, err := feed.Import(ctx, a.DB, load, f, files, ref.Force, progress)
	if err != nil && file.IsTransient(err) && !schema.IsTransient(err) {
		return LoadResult{}, again(ErrorShopAway, fmt.Errorf("waits for the files: %w", err), 0)
	}
	if err != nil {
		return LoadResult{}, err
	}
	records := uint64(done.Received + done.Rejected)
	return LoadResult{
		LoadRef:  LoadRef{ShopRef: ref.ShopRef, Entity: f.Entity, LoadID: ref.LoadID, Kind: intake.LoadFile, To: load.ReadAt},
		Platform: &records, Received: uint64(done.Received), Stored: uint64(done.Stored), Rejected: uint64(done.Rejected),
		Unchanged: done.Unchanged,
	}, nil
}
