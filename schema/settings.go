package schema

import (
	"context"
	"fmt"
	"time"

	"regulars/config"
)

// SyncSettings writes what the metrics need of the config: the shops' rules and
// the targets.
func (db *DB) SyncSettings(ctx context.Context, b *config.Brand) error {
	version := uint64(time.Now().UnixNano())
	for _, s := range b.Shops {
		err := db.conn.Exec(ctx, "INSERT INTO shop_settings VALUES (?, ?, ?, ?, ?, ?, ?)",
			b.Name, s.Name, orText(s.Kind, "online"), orText(s.CountsWhen, "paid"), s.CountZeroTotals, s.LineProvider, version)
		if err != nil {
			return fmt.Errorf("write the settings of shop %s: %w", s.Name, Redact(err))
		}
	}
	err := db.conn.Exec(ctx, "INSERT INTO brand_settings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		b.Name, int32(b.RFM.WindowDays), orText(b.RFM.Monetary, "total"), orText(b.RFM.RecencyCut, "mean"),
		orText(b.RFM.OrdersCut, "mean"), orText(b.RFM.MoneyCut, "mean"), orText(b.Lifecycle.Overlap, "recent"),
		float64(orDefault(b.Lifecycle.FallbackDays, 30)), version)
	if err != nil {
		return fmt.Errorf("write the settings of brand %s: %w", b.Name, Redact(err))
	}
	for _, t := range b.Targets {
		from := t.From
		if from == "" {
			from = "1970-01-01"
		}
		err := db.conn.Exec(ctx, "INSERT INTO targets VALUES (?, ?, ?, ?, ?, ?, ?)",
			b.Name, orText(t.Scope, "brand"), t.Metric, orText(t.Window, "day"), from, t.Value, version)
		if err != nil {
			return fmt.Errorf("write the target of %s: %w", t.Metric, Redact(err))
		}
	}
	return nil
}

func orText(text, standard string) string {
	if text == "" {
		return standard
	}
	return text
}
