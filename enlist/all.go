package enlist

import (
	"context"
	"errors"
	"fmt"

	"regulars/channel"
	"regulars/channel/adlist"
	"regulars/config"
	settings "regulars/config/adlist"
	"regulars/schema"
)

// All updates the lists of a brand, each by itself. It returns what is wrong with
// those that will be refused again, one sentence each, and as an error what may pass.
func All(ctx context.Context, db *schema.DB, b *config.Brand) (troubles []string, passing error) {
	for _, l := range b.AdLists {
		some, err := One(ctx, db, b, l.Name)
		if ctx.Err() != nil {
			return troubles, err
		}
		troubles, passing = append(troubles, some...), errors.Join(passing, err)
	}
	return troubles, passing
}

// One updates a list of a brand. It returns what is wrong with one that will be refused again,
// and as an error what may pass.
func One(ctx context.Context, db *schema.DB, b *config.Brand, name string) (troubles []string, passing error) {
	for _, l := range b.AdLists {
		if l.Name != name {
			continue
		}
		err := one(ctx, db, b, l)
		var failed *channel.Error
		if ctx.Err() == nil && errors.As(err, &failed) && !failed.Retryable {
			return []string{fmt.Sprintf("the ad list %s isn't up to date: %s", name, err)}, nil
		}
		return nil, err
	}
	return []string{fmt.Sprintf("the brand %s has no ad list %s any more", b.Name, name)}, nil
}

func one(ctx context.Context, db *schema.DB, b *config.Brand, l settings.List) error {
	list, err := adlist.Open(l)
	if err != nil {
		return &channel.Error{Op: "settings", Err: err, Hint: "correct them in the config"}
	}
	form, _ := adlist.FormOf(l.Platform) // Open knows it
	_, err = Sync(ctx, db, b, l.Name, form, list)
	return errors.Join(err, list.Close())
}
