package erase

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/intake"
)

// Again removes from a brand whom the hashes at the loaders' door name and the tables hold
// all the same, as they do when an earlier backup was restored. Nothing else may be at the
// database. It returns intake.ErrOtherKey where the key isn't the one that hides them.
func Again(ctx context.Context, db *schema.DB, brand *config.Brand, key identity.Key) (Report, error) {
	door, err := intake.OpenDoorAsIs(ctx, db, intake.Load{Brand: brand, Shop: &config.Shop{}, Key: key})
	if err != nil || !door.Closed() {
		return Report{}, err
	}
	ctx = quietly(ctx, db)
	nodes, err := db.NodeKeyAsIs(ctx, brand)
	if err != nil {
		return Report{}, err
	}
	r := &removal{db: db, brand: brand, key: key, nodes: nodes, at: time.Now()}
	r.end(ctx) // of the work tables that the backup may hold
	if err := r.begin(ctx); err != nil {
		return Report{}, err
	}
	defer r.end(ctx)
	err = r.find(ctx, func() (*person, error) { return r.returned(ctx) })
	if err != nil {
		return Report{}, fmt.Errorf("find who was erased: %w", err)
	}
	if err := r.countBefore(ctx); err != nil {
		return r.report, err
	}
	return r.report, r.remove(ctx)
}

// returned are all who are back: those whom the door would let in no more.
func (r *removal) returned(ctx context.Context) (*person, error) {
	params := returnedParams{Brand: r.brand.Name, K0: r.key.K0, K1: r.key.K1, Shops: []string{}, Providers: []string{}}
	for i := range r.brand.Shops {
		params.Shops = append(params.Shops, r.brand.Shops[i].Name)
		params.Providers = append(params.Providers, r.brand.Shops[i].LineProvider)
	}
	var stored []struct {
		Kind  string `ch:"kind"`
		Value string `ch:"value"`
	}
	if err := returnedScript.Select(ctx, r.db, &stored, params); err != nil {
		return nil, err
	}
	p := newPerson(r.brand, r.nodes)
	for _, s := range stored {
		if identity.Kind(s.Kind) != kindNode {
			p.add(identity.Kind(s.Kind), s.Value)
			continue
		}
		node, err := strconv.ParseUint(s.Value, 10, 64)
		if err != nil {
			return nil, err
		}
		p.nodes[node] = true
	}
	return p, r.addRejected(ctx, p)
}

// addRejected adds whom the rejected records name, which weren't understood.
func (r *removal) addRejected(ctx context.Context, p *person) error {
	for i := range r.brand.Shops {
		shop := &r.brand.Shops[i]
		door, err := intake.OpenDoorAsIs(ctx, r.db, intake.Load{Brand: r.brand, Shop: shop, Key: r.key})
		if err != nil {
			return err
		}
		rows, err := r.db.Conn().Query(ctx, "SELECT raw FROM rejected WHERE brand = ? AND shop = ?", r.brand.Name, shop.Name)
		if err != nil {
			return fmt.Errorf("read the rejected records: %w", schema.Redact(err))
		}
		for rows.Next() {
			var raw string
			if err := rows.Scan(&raw); err != nil {
				_ = rows.Close()
				return err
			}
			for _, found := range door.Refused(raw) {
				p.add(found.Kind, found.Value)
			}
		}
		if err := rows.Close(); err != nil {
			return fmt.Errorf("read the rejected records: %w", schema.Redact(err))
		}
	}
	return nil
}

// Brands returns the brands that people were erased from. Those that the config doesn't
// have are known by the shops of which the database keeps the settings.
func Brands(ctx context.Context, db *schema.DB, cfg *config.Config) ([]*config.Brand, error) {
	var names []struct {
		Brand string `ch:"brand"`
	}
	if err := db.Conn().Select(ctx, &names, "SELECT DISTINCT toString(brand) AS brand FROM erased ORDER BY brand"); err != nil {
		return nil, fmt.Errorf("list whose people were erased: %w", schema.Redact(err))
	}
	var brands []*config.Brand
	for _, n := range names {
		if brand, err := cfg.Brand(n.Brand); err == nil {
			brands = append(brands, brand)
			continue
		}
		brand := &config.Brand{Name: n.Brand, HashKey: cfg.Privacy.HashKey}
		var shops []struct {
			Shop     string `ch:"shop"`
			Provider string `ch:"provider"`
		}
		const settings = "SELECT toString(shop) AS shop, toString(line_provider) AS provider FROM shop_settings FINAL WHERE brand = ? ORDER BY shop"
		if err := db.Conn().Select(ctx, &shops, settings, n.Brand); err != nil {
			return nil, fmt.Errorf("list the shops of %s: %w", n.Brand, schema.Redact(err))
		}
		for _, s := range shops {
			brand.Shops = append(brand.Shops, config.Shop{Name: s.Shop, LineProvider: s.Provider})
		}
		brands = append(brands, brand)
	}
	return brands, nil
}
