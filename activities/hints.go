package activities

import (
	"context"
	"time"

	"regulars/activities/beat"
	"regulars/config"
	"regulars/platform"
	"regulars/schema/intake"
)

// HintedShops lists the shops of a brand whose webhooks named records that nothing has read
// since, and that can be asked for them by id. It asks no shop.
func (a *Shops) HintedShops(ctx context.Context, in TickInput) ([]ShopRef, error) {
	brand, err := findBrand(a.Config, in.Brand)
	if err != nil {
		return nil, err
	}
	var hinted []ShopRef
	for i := range brand.Shops {
		shop := &brand.Shops[i]
		if shop.WebhookKey.Empty() || shop.Platform == filePlatform {
			continue
		}
		is, err := a.isHinted(ctx, brand, shop)
		if err != nil {
			return nil, classify(ctx, err)
		}
		if is {
			hinted = append(hinted, ShopRef{Brand: brand.Name, Shop: shop.Name})
		}
	}
	return hinted, nil
}

func (a *Shops) isHinted(ctx context.Context, brand *config.Brand, shop *config.Shop) (bool, error) {
	ref := ShopRef{Brand: brand.Name, Shop: shop.Name}
	_, _, source, err := a.open(ref, logWaits(ctx, ref))
	if err != nil {
		return false, err
	}
	for _, entity := range []string{intake.EntityOrders, intake.EntityCustomers} {
		if !platform.SightOf(source.Sights(), platform.Entity(entity)).ByID {
			continue
		}
		ids, err := intake.Hinted(ctx, a.DB, intake.Load{Brand: brand, Shop: shop}, entity, 1)
		if err != nil || len(ids) > 0 {
			return len(ids) > 0, err
		}
	}
	return false, nil
}

// AskHinted asks a shop for the records that its webhooks named and that nothing has read
// since, as a load of its own: the next night derives what it brought. It may be repeated.
func (a *Shops) AskHinted(ctx context.Context, load LoadRef) (LoadResult, error) {
	ctx, release := untilStop(ctx)
	defer release()
	result, err := a.askHintedNow(ctx, load)
	return result, classify(ctx, err)
}

func (a *Shops) askHintedNow(ctx context.Context, load LoadRef) (LoadResult, error) {
	beat := beat.Start(ctx, Pulled{})
	defer beat.End()
	load.Entity, load.Kind = intake.LoadHints, intake.LoadHints
	brand, shop, source, err := a.open(load.ShopRef, beatWaits(ctx, load.ShopRef, beat))
	if err != nil {
		return LoadResult{}, err
	}
	if load, err = a.openHints(ctx, load); err != nil {
		return LoadResult{}, err
	}
	to := intake.Load{Brand: brand, Shop: shop, ID: load.LoadID, Key: intake.DoorKey(a.Config.Privacy.HashKey.Reveal())}
	for _, entity := range []string{intake.EntityCustomers, intake.EntityOrders} {
		if err := a.askHinted(ctx, source, to, entity); err != nil {
			return LoadResult{}, err
		}
	}
	return a.closeWindow(ctx, load)
}

// openHints records the load before anything is read.
func (a *Shops) openHints(ctx context.Context, load LoadRef) (LoadRef, error) {
	opened, err := intake.Loads(ctx, a.DB, load.Brand, []string{load.LoadID})
	if err != nil {
		return load, err
	}
	if len(opened) > 0 {
		return withWindow(load, opened[0]), nil
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	row := intake.Row{
		Brand: load.Brand, Shop: load.Shop, Entity: load.Entity, LoadID: load.LoadID, Kind: load.Kind,
		From: now, To: now, State: intake.LoadRunning, StartedAt: now,
	}
	return withWindow(load, row), intake.PutLoad(ctx, a.DB, row)
}
