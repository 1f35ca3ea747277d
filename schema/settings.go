package schema

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"regulars/config"
)

// SyncSettings writes what the metrics need of the config: the shops' and the
// brand's rules and the targets. A target that left the config stops to hold.
func (db *DB) SyncSettings(ctx context.Context, b *config.Brand) error {
	version := uint64(time.Now().UnixNano())
	for _, s := range b.Shops {
		err := db.conn.Exec(ctx, "INSERT INTO shop_settings VALUES (?, ?, ?, ?, ?, ?, ?)",
			b.Name, s.Name, orText(s.Kind, "online"), orText(s.CountsWhen, "paid"), s.CountZeroTotals, s.LineProvider, version)
		if err != nil {
			return fmt.Errorf("write the settings of shop %s: %w", s.Name, Redact(err))
		}
	}
	if err := db.Exec(ctx, "settings/brand.sql", brandSettings(b, version)); err != nil {
		return fmt.Errorf("write the settings of brand %s: %w", b.Name, err)
	}
	return db.syncTargets(ctx, b, version)
}

func brandSettings(b *config.Brand, version uint64) Params {
	p := Params{
		"brand":         b.Name,
		"window_days":   b.RFM.WindowDays,
		"monetary":      orText(b.RFM.Monetary, "total"),
		"recency_cut":   orText(b.RFM.RecencyCut, "mean"),
		"orders_cut":    orText(b.RFM.OrdersCut, "mean"),
		"money_cut":     orText(b.RFM.MoneyCut, "mean"),
		"recency_bins":  b.RFM.RecencyBins,
		"orders_bins":   b.RFM.OrdersBins,
		"money_bins":    b.RFM.MoneyBins,
		"overlap":       orText(b.Lifecycle.Overlap, "recent"),
		"fallback_days": orDefault(b.Lifecycle.FallbackDays, 30),
		"at_risk":       cmp.Or(b.Prediction.AtRisk, 0.5),
		"timezone":      orText(b.Timezone, "UTC"),
		"version":       version,
	}
	names, spends := make([]string, len(b.Tiers)), make([]string, len(b.Tiers))
	for i, t := range b.Tiers {
		names[i], spends[i] = t.Name, strconv.FormatFloat(t.Spend, 'f', -1, 64)
	}
	p["tier_names"], p["tier_spends"] = names, spends
	return p
}

func (db *DB) syncTargets(ctx context.Context, b *config.Brand, version uint64) error {
	for _, t := range b.Targets {
		err := db.conn.Exec(ctx, "INSERT INTO targets VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
			b.Name, orText(t.Scope, "brand"), t.Metric, orText(t.Window, "day"), orText(t.From, "1970-01-01"), t.Value, version)
		if err != nil {
			return fmt.Errorf("write the target of %s: %w", t.Metric, Redact(err))
		}
	}
	if err := db.Exec(ctx, "settings/targets_gone.sql", Params{"brand": b.Name, "version": version}); err != nil {
		return fmt.Errorf("take back the targets that the config of brand %s has no more: %w", b.Name, err)
	}
	return nil
}

func orText(text, standard string) string {
	if text == "" {
		return standard
	}
	return text
}
