package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	"regulars/schema"
)

// cost is what reading the orders of a shop took.
type cost struct {
	took                time.Duration
	process, clickhouse time.Duration // of the processors
	grown               uint64        // ClickHouse's memory at most, above what it held before, in bytes
}

// costOf runs something and says what it took, here and in ClickHouse.
func costOf(ctx context.Context, db *schema.DB, run func() error) (c cost, err error) {
	var held uint64
	if err := memoryNow.Row(ctx, db, schema.NoParams{}, &held); err != nil {
		return c, err
	}
	before, err := readUsage(ctx, db)
	if err != nil {
		return c, err
	}
	peak := watchMemory(ctx, db)
	started := time.Now()
	err = run()
	c.took = time.Since(started)
	if most := peak(); most > held {
		c.grown = most - held
	}
	if err != nil {
		return c, err
	}
	after, err := readUsage(ctx, db)
	c.process, c.clickhouse = after.process-before.process, after.clickhouse-before.clickhouse
	return c, err
}

// readPages lets ClickHouse read the answers that the connector was handed, by url() from
// loopback, and keep the raw record of each order.
func (m imitated) readPages(ctx context.Context, db *schema.DB, handed [][]byte, orders int) (cost, error) {
	server := httptest.NewServer(numbered(handed))
	defer server.Close()
	params := pagesParams{List: m.list, URL: fmt.Sprintf("%s/{1..%d}", server.URL, len(handed))}
	c, err := costOf(ctx, db, func() error { return plainPages.Exec(ctx, db, params) })
	if err != nil {
		return c, fmt.Errorf("read the pages by url(): %w", err)
	}
	var kept uint64
	if err := pagesKept.Row(ctx, db, schema.NoParams{}, &kept); err != nil {
		return c, err
	}
	if kept < uint64(orders) {
		return c, fmt.Errorf("url() found %d of %d orders in the pages", kept, orders)
	}
	return c, nil
}

// numbered serves each page under its number, the first under /1.
type numbered [][]byte

func (pages numbered) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
	if err != nil || n < 1 || n > len(pages) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(pages[n-1])))
	_, _ = w.Write(pages[n-1])
}
