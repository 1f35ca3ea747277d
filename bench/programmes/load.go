package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"regulars"
	"regulars/activities"
	"regulars/config"
	"regulars/platform/connectors"
	"regulars/sandbox"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/fit"
	"regulars/schema/intake"
)

// load pulls all shops of the sandbox, derives the lives of its members, and fits the models of
// every date; what a directory has already is left as it is.
func load(ctx context.Context, db *schema.DB, o options, feeds string) (*config.Brand, error) {
	world, err := sandbox.Start(ctx, sandbox.Options{Members: o.members, Orders: o.orders, Now: ends, Dir: feeds})
	if err != nil {
		return nil, err
	}
	defer func() { _ = world.Close() }()
	for _, variable := range append(world.Env(), "SANDBOX_SMTP_HOST=127.0.0.1", "SANDBOX_SMTP_PORT=25") {
		name, value, _ := strings.Cut(variable, "=")
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	cfg, err := config.Load(filepath.Join("examples", "sandbox.yaml"))
	if err != nil {
		return nil, err
	}
	brand := &cfg.Brands[0]
	if err := programmes(brand); err != nil {
		return nil, err
	}
	done := filepath.Join(o.dir, "loaded")
	if _, err := os.Stat(done); err == nil {
		return brand, nil
	}
	if err := derive.SyncSettings(ctx, db, brand); err != nil {
		return nil, err
	}
	p := newPuller(db, cfg)
	for i := range brand.Shops {
		if err := p.pull(&brand.Shops[i]); err != nil {
			return nil, err
		}
	}
	to := regulars.DateOf(ends, brand.Zone)
	if _, err := derive.Run(ctx, db, brand, to); err != nil {
		return nil, err
	}
	if _, err := fit.Ensure(ctx, db, brand, regulars.DateOf(ends.AddDate(-years, 0, 1), brand.Zone), to, nil); err != nil {
		return nil, err
	}
	return brand, os.WriteFile(done, nil, 0o600)
}

// puller pulls by the activities of a night, without a workflow.
type puller struct {
	brand string
	env   *testsuite.TestActivityEnvironment
}

func newPuller(db *schema.DB, cfg *config.Config) puller {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	p := puller{cfg.Brands[0].Name, suite.NewTestActivityEnvironment()}
	p.env.SetTestTimeout(30 * time.Minute)
	p.env.RegisterActivity(&activities.Shops{DB: db, Config: cfg, Open: connectors.Open})
	return p
}

func (p puller) pull(shop *config.Shop) error {
	ref := activities.ShopRef{Brand: p.brand, Shop: shop.Name}
	for i := range shop.Feeds {
		if err := p.do("ImportFeed", activities.FeedRef{ShopRef: ref, Feed: i, LoadID: fmt.Sprint("feed", i)}, nil); err != nil {
			return err
		}
	}
	if len(shop.Feeds) > 0 {
		return nil
	}
	for _, entity := range []string{"customers", "orders"} {
		l := activities.LoadRef{ShopRef: ref, Entity: entity, Kind: intake.LoadWindow, LoadID: "first/" + entity}
		if err := p.do("OpenWindow", l, &l); err != nil {
			return err
		}
		if err := p.do("PullPages", l, nil); err != nil {
			return err
		}
		if err := p.do("CloseWindow", l, nil); err != nil {
			return err
		}
	}
	return nil
}

func (p puller) do(activity string, in, result any) error {
	value, err := p.env.ExecuteActivity(activity, in)
	if err != nil {
		return fmt.Errorf("%s: %w", activity, err)
	}
	if result == nil {
		return nil
	}
	return value.Get(result)
}
