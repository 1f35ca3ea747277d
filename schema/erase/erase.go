package erase

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/intake"
)

// Line is a table with how many of its rows name one of the people, before and after.
type Line struct {
	Table         string
	Before, After uint64
}

// Report is what an erasure found and did.
type Report struct {
	Identifiers int // by which the people are known
	Orders      int // that stay, of nobody
	Lines       []Line
}

// Left is how many rows still name the person.
func (r Report) Left() (n uint64) {
	for _, l := range r.Lines {
		n += l.After
	}
	return n
}

// People removes people from a brand, and keeps them out; a look alone only counts.
// Doing it again removes what came meanwhile. It returns ErrShared, ErrNobody,
// ErrNight, ErrSending, and intake.ErrOtherKey where others were erased under another key.
// After an error it may have done a part: run it again.
func People(ctx context.Context, db *schema.DB, brand *config.Brand, key identity.Key, who []Who, look bool) (Report, error) {
	if key == (identity.Key{}) {
		return Report{}, errors.New("privacy.hash_key is missing: it hides who was erased; set it to ${REGULARS_HASH_KEY}")
	}
	ctx = quietly(ctx, db)
	nodes, err := db.CheckNodeKey(ctx, brand)
	if err != nil {
		return Report{}, err
	}
	r := &removal{db: db, brand: brand, key: key, nodes: nodes, at: time.Now()}
	if err := r.begin(ctx); err != nil {
		return Report{}, err
	}
	defer r.end(ctx)
	err = r.find(ctx, func() (*person, error) { return find(ctx, db, brand, nodes, who) })
	if err != nil {
		return Report{}, fmt.Errorf("find the person: %w", err)
	}
	if err := r.countBefore(ctx); err != nil || look {
		return r.report, err
	}
	if err := r.undisturbed(ctx); err != nil {
		return r.report, fmt.Errorf("erase: %w", err)
	}
	if err := r.remove(ctx); err != nil {
		return r.report, err
	}
	return r.report, r.undisturbed(ctx)
}

// remove keeps the person out, and takes them from every table.
func (r *removal) remove(ctx context.Context) error {
	for _, step := range []func(context.Context) error{r.closeDoor, r.blankOrders, r.aliasDeliveries, r.deleteRest, r.keepBooks, r.countAfter} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("erase: %w", err)
		}
	}
	return nil
}

// kindNode is that of the number of an identifier: what somebody consented to or did may
// be known by the number alone.
const kindNode identity.Kind = "node"

// quietly waits for what is removed, and leaves no statement in a log of queries.
func quietly(ctx context.Context, db *schema.DB) context.Context {
	all := db.Settings()
	all["mutations_sync"] = 2
	all["log_queries"] = 0
	return clickhouse.Context(ctx, clickhouse.WithSettings(all))
}

// closeDoor keeps the hashes by which the loaders know the person.
func (r *removal) closeDoor(ctx context.Context) error {
	if _, err := intake.OpenDoorAsIs(ctx, r.db, intake.Load{Brand: r.brand, Shop: &config.Shop{}, Key: r.key}); err != nil {
		return err
	}
	batch, err := r.db.PrepareBatch(ctx, "INSERT INTO erased (brand, hash, at, version)")
	if err != nil {
		return fmt.Errorf("keep who was erased: %w", schema.Redact(err))
	}
	hashes := []uint64{intake.DoorCheck(r.key)}
	for _, i := range r.person.identifiers {
		kind := identity.Kind(i.Kind)
		// Backups of before nodes were keyed know the person by the plain one.
		hashes = append(hashes, r.key.Hash(kind, i.Value), r.key.Hash(kindNode, fmt.Sprint(i.Node)), r.key.Hash(kindNode, fmt.Sprint(identity.Node(kind, i.Value))))
	}
	for _, hash := range hashes {
		if err := batch.Append(r.brand.Name, hash, r.at.UTC(), uint64(r.at.UnixNano())); err != nil {
			return fmt.Errorf("keep who was erased: %w", err)
		}
	}
	return schema.Redact(batch.Send())
}
