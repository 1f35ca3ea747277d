package derive

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

type (
	shopSettings struct {
		Brand           string
		Shop            string
		Kind            string
		CountsWhen      string
		CountZeroTotals bool
		LineProvider    string
		CountGiftCards  bool
		Version         uint64
	}
	brandSettings struct {
		Brand        string
		WindowDays   int
		Monetary     string
		RecencyCut   string
		OrdersCut    string
		MoneyCut     string
		RecencyBins  []float64
		OrdersBins   []float64
		MoneyBins    []float64
		Overlap      string
		FallbackDays float64
		AtRisk       float64
		Timezone     string
		TierNames    []string
		TierSpends   []string // decimals
		Version      uint64
	}
	target struct {
		Brand   string
		Scope   string
		Metric  string
		Window  string
		From    regulars.BusinessDate
		Value   float64
		Version uint64
	}
	revokedTargets struct {
		Brand   string
		Version uint64 // of the targets that still hold
	}
)

var (
	shopScript    = schema.NewScript[shopSettings]("derive", files, "settings_shop.sql")
	brandScript   = schema.NewScript[brandSettings]("derive", files, "settings_brand.sql")
	targetScript  = schema.NewScript[target]("derive", files, "settings_target.sql")
	targetsScript = schema.NewScript[revokedTargets]("derive", files, "settings_targets.sql")
)

// SyncSettings writes what the metrics need of the config: the rules of the shops and
// the brand, and the targets. A target that left the config no longer holds. Writing
// the same settings again changes nothing. It returns ClickHouse's errors.
func SyncSettings(ctx context.Context, db *schema.DB, b *config.Brand) error {
	version := uint64(time.Now().UnixNano())
	for i := range b.Shops {
		if err := shopScript.Exec(ctx, db, settingsOfShop(b.Name, &b.Shops[i], version)); err != nil {
			return fmt.Errorf("write the settings of shop %s: %w", b.Shops[i].Name, err)
		}
	}
	if err := brandScript.Exec(ctx, db, settingsOfBrand(b, version)); err != nil {
		return fmt.Errorf("write the settings of brand %s: %w", b.Name, err)
	}
	return syncTargets(ctx, db, b, version)
}

func settingsOfShop(brand string, s *config.Shop, version uint64) shopSettings {
	return shopSettings{
		Brand:           brand,
		Shop:            s.Name,
		Kind:            s.Kind,
		CountsWhen:      s.CountsWhen,
		CountZeroTotals: s.CountZeroTotals,
		LineProvider:    s.LineProvider,
		CountGiftCards:  s.CountGiftCards,
		Version:         version,
	}
}

func settingsOfBrand(b *config.Brand, version uint64) brandSettings {
	settings := brandSettings{
		Brand:        b.Name,
		WindowDays:   b.RFM.WindowDays,
		Monetary:     b.RFM.Monetary,
		RecencyCut:   b.RFM.RecencyCut,
		OrdersCut:    b.RFM.OrdersCut,
		MoneyCut:     b.RFM.MoneyCut,
		RecencyBins:  b.RFM.RecencyBins,
		OrdersBins:   b.RFM.OrdersBins,
		MoneyBins:    b.RFM.MoneyBins,
		Overlap:      b.Lifecycle.Overlap,
		FallbackDays: float64(b.Lifecycle.FallbackDays),
		AtRisk:       b.Prediction.AtRisk,
		Timezone:     b.Timezone,
		Version:      version,
	}
	for _, t := range b.Tiers {
		settings.TierNames = append(settings.TierNames, t.Name)
		settings.TierSpends = append(settings.TierSpends, strconv.FormatFloat(t.Spend, 'f', -1, 64))
	}
	return settings
}

func syncTargets(ctx context.Context, db *schema.DB, b *config.Brand, version uint64) error {
	for _, t := range b.Targets {
		err := targetScript.Exec(ctx, db, target{
			Brand:   b.Name,
			Scope:   t.Scope,
			Metric:  t.Metric,
			Window:  t.Window,
			From:    regulars.BusinessDate(t.From),
			Value:   t.Value,
			Version: version,
		})
		if err != nil {
			return fmt.Errorf("write the target of %s: %w", t.Metric, err)
		}
	}
	if err := targetsScript.Exec(ctx, db, revokedTargets{Brand: b.Name, Version: version}); err != nil {
		return fmt.Errorf("revoke the targets that the config of brand %s no longer has: %w", b.Name, err)
	}
	return nil
}
