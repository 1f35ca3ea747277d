package main

import (
	"context"
	"fmt"
	"syscall"
	"time"

	"regulars/schema"
)

// usage is what was spent so far, by this process and by ClickHouse.
type usage struct {
	process, clickhouse time.Duration // of the processors
	inserts, selects    uint64
	rows                uint64 // inserted
}

func readUsage(ctx context.Context, db *schema.DB) (usage, error) {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return usage{}, err
	}
	u := usage{process: time.Duration(own.Utime.Nano() + own.Stime.Nano())}
	var micros uint64
	err := db.Conn().QueryRow(ctx, `
		SELECT
			sumIf(value, event = 'OSCPUVirtualTimeMicroseconds'), sumIf(value, event = 'InsertQuery'),
			sumIf(value, event = 'SelectQuery'), sumIf(value, event = 'InsertedRows')
		FROM system.events`).Scan(&micros, &u.inserts, &u.selects, &u.rows)
	u.clickhouse = time.Duration(micros) * time.Microsecond
	return u, err
}

// since shows what was spent after before, for n messages.
func (u usage) since(before usage, n int) string {
	perMessage := func(d time.Duration) time.Duration { return (d / time.Duration(n)).Round(time.Microsecond) }
	return fmt.Sprintf("processors per message: %s here, %s in ClickHouse; %d inserts of %d rows, %d selects",
		perMessage(u.process-before.process), perMessage(u.clickhouse-before.clickhouse),
		u.inserts-before.inserts, u.rows-before.rows, u.selects-before.selects)
}
