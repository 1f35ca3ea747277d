package adlists

import (
	"context"

	"regulars/activities"
	"regulars/activities/beat"
	"regulars/config"
	"regulars/enlist"
	"regulars/schema"
	"regulars/schema/roster"
)

// Lists keeps customer lists in step.
type Lists struct {
	Config *config.Config
	DB     *schema.DB
}

// Ref names a customer list of a brand.
type Ref struct{ Brand, List string }

// SyncAdList updates a list. What doesn't last is tried again; what does stands in the result.
func (a *Lists) SyncAdList(ctx context.Context, in Ref) (activities.Walked, error) {
	return a.sync(ctx, in.Brand, func(ctx context.Context, b *config.Brand) ([]string, error) {
		return enlist.One(ctx, a.DB, b, in.List)
	})
}

// SyncAdLists updates all lists of a brand, one after the other, for nights that an earlier
// release began.
func (a *Lists) SyncAdLists(ctx context.Context, in activities.JourneysInput) (activities.Walked, error) {
	return a.sync(ctx, in.Brand, func(ctx context.Context, b *config.Brand) ([]string, error) {
		return enlist.All(ctx, a.DB, b)
	})
}

func (a *Lists) sync(ctx context.Context, name string, update func(context.Context, *config.Brand) ([]string, error)) (activities.Walked, error) {
	ctx, release := activities.UntilStop(ctx)
	defer release()
	defer beat.Start(ctx, "ad lists").End()
	brand, err := activities.WholeBrand(ctx, a.DB, a.Config, name)
	if err != nil {
		return activities.Walked{}, activities.Classify(ctx, err)
	}
	troubles, err := update(ctx, brand.Brand)
	return activities.Walked{Troubles: troubles}, activities.Classify(ctx, err)
}

// LookAtAdLists returns the lists of a brand that something happened to since they were in step
// last. The tick's own moves, which bear its moment, are seen whatever happened meanwhile.
func (a *Lists) LookAtAdLists(ctx context.Context, in activities.TickInput) (changed []string, err error) {
	brand, err := activities.WholeBrand(ctx, a.DB, a.Config, in.Brand)
	if err != nil {
		return nil, activities.Classify(ctx, err)
	}
	for _, l := range brand.AdLists {
		is, err := roster.Changed(ctx, a.DB, brand.Brand, l.Name, in.Moment)
		if err != nil {
			return nil, activities.Classify(ctx, err)
		}
		if is {
			changed = append(changed, l.Name)
		}
	}
	return changed, nil
}
