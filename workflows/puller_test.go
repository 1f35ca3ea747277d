package workflows_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/workflows"
)

// crowded is a shop that counts how many ask it at the same time.
type crowded struct {
	*fakeShop
	inside, most, asked atomic.Int64
}

func (c *crowded) enter() (leave func()) {
	c.asked.Add(1)
	now := c.inside.Add(1)
	for most := c.most.Load(); now > most && !c.most.CompareAndSwap(most, now); most = c.most.Load() {
	}
	time.Sleep(20 * time.Millisecond) // so that others would meet it
	return func() { c.inside.Add(-1) }
}

func (c *crowded) Pull(ctx context.Context, e platform.Entity, w platform.Window, from platform.Cursor, yield func(platform.Page) error) error {
	defer c.enter()()
	return c.fakeShop.Pull(ctx, e, w, from, yield)
}

func (c *crowded) Count(ctx context.Context, e platform.Entity, w platform.Window) (int64, error) {
	defer c.enter()()
	return c.fakeShop.Count(ctx, e, w)
}

func (c *crowded) Total(ctx context.Context, e platform.Entity, created platform.Window) (int64, error) {
	defer c.enter()()
	return c.fakeShop.Total(ctx, e, created)
}

func (c *crowded) List(ctx context.Context, e platform.Entity, created platform.Window, from platform.Cursor, yield func(platform.ListPage) error) error {
	defer c.enter()()
	return c.fakeShop.List(ctx, e, created, from, yield)
}

func (c *crowded) Reread(ctx context.Context, since time.Time, yield func(platform.Page) error) error {
	defer c.enter()()
	return c.fakeShop.Reread(ctx, since, yield)
}

// A shop has one puller at a time, however many sweeps of it are asked for, and on however
// many workers they run: they take turns.
func TestAShopHasOnePullerAtATime(t *testing.T) {
	shop := &crowded{fakeShop: newFakeShop()}
	shop.buy(20, regulars.EndedAt(time.Now(), time.UTC).AddDays(-3))
	i := newInstallationWith(t, func(i *installation) {
		i.open = func(config.Shop, platform.HTTPOptions) (platform.Source, error) { return shop, nil }
	})
	i.work() // a second worker
	in := workflows.SweepInput{Brand: i.brand, Shop: "web"}
	var runs []client.WorkflowRun
	for n := range 3 {
		run, err := i.client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: fmt.Sprintf("%s/%d", i.brand, n), TaskQueue: i.queue}, workflows.SweepName, in)
		require.NoError(t, err)
		runs = append(runs, run)
	}
	for _, run := range runs {
		require.NoError(t, i.result(run, nil))
	}
	require.GreaterOrEqual(t, shop.asked.Load(), int64(3*4), "three sweeps asked it")
	require.EqualValues(t, 1, shop.most.Load(), "two pull the shop at a time")
}
