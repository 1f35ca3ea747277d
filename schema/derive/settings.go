package derive

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"regulars/config"
	"regulars/schema"
)

// SyncSettings writes what the metrics need of the config: the shops' and the
// brand's rules and the targets. A target that left the config stops to hold.
func SyncSettings(ctx context.Context, db *schema.DB, b *config.Brand) error {
	version := uint64(time.Now().UnixNano())
	for _, s := range b.Shops {
		err := db.Conn().Exec(ctx, "INSERT INTO shop_settings VALUES (?, ?, ?, ?, ?, ?, ?)",
			b.Name, s.Name, schema.OrText(s.Kind, "online"), schema.OrText(s.CountsWhen, "paid"), s.CountZeroTotals, s.LineProvider, version)
		if err != nil {
			return fmt.Errorf("write the settings of shop %s: %w", s.Name, schema.Redact(err))
		}
	}
	if err := db.Exec(ctx, "derive/settings_brand.sql", brandSettings(b, version)); err != nil {
		return fmt.Errorf("write the settings of brand %s: %w", b.Name, err)
	}
	return syncTargets(ctx, db, b, version)
}

func brandSettings(b *config.Brand, version uint64) schema.Params {
	p := schema.Params{
		"brand":         b.Name,
		"window_days":   b.RFM.WindowDays,
		"monetary":      schema.OrText(b.RFM.Monetary, "total"),
		"recency_cut":   schema.OrText(b.RFM.RecencyCut, "mean"),
		"orders_cut":    schema.OrText(b.RFM.OrdersCut, "mean"),
		"money_cut":     schema.OrText(b.RFM.MoneyCut, "mean"),
		"recency_bins":  b.RFM.RecencyBins,
		"orders_bins":   b.RFM.OrdersBins,
		"money_bins":    b.RFM.MoneyBins,
		"overlap":       schema.OrText(b.Lifecycle.Overlap, "recent"),
		"fallback_days": schema.OrDefault(b.Lifecycle.FallbackDays, 30),
		"at_risk":       cmp.Or(b.Prediction.AtRisk, 0.5),
		"timezone":      schema.OrText(b.Timezone, "UTC"),
		"version":       version,
	}
	names, spends := make([]string, len(b.Tiers)), make([]string, len(b.Tiers))
	for i, t := range b.Tiers {
		names[i], spends[i] = t.Name, strconv.FormatFloat(t.Spend, 'f', -1, 64)
	}
	p["tier_names"], p["tier_spends"] = names, spends
	return p
}

func syncTargets(ctx context.Context, db *schema.DB, b *config.Brand, version uint64) error {
	for _, t := range b.Targets {
		err := db.Conn().Exec(ctx, "INSERT INTO targets VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
			b.Name, schema.OrText(t.Scope, "brand"), t.Metric, schema.OrText(t.Window, "day"), schema.OrText(t.From, "1970-01-01"), t.Value, version)
		if err != nil {
			return fmt.Errorf("write the target of %s: %w", t.Metric, schema.Redact(err))
		}
	}
	if err := db.Exec(ctx, "derive/settings_targets.sql", schema.Params{"brand": b.Name, "version": version}); err != nil {
		return fmt.Errorf("take back the targets that the config of brand %s has no more: %w", b.Name, err)
	}
	return nil
}
