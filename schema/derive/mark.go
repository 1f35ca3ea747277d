package derive

import (
	"encoding/json"
	"fmt"

	"regulars/config"
	"regulars/schema"
)

// derivedBy are the settings that derived rows depend on.
type derivedBy struct {
	Identity  config.Identity  `json:"identity"`
	Lifecycle config.Lifecycle `json:"lifecycle"`
	Rules     int              `json:"rules"` // the edition of derive's own rules
	Shops     []markedShop     `json:"shops"`
	Timezone  string           `json:"timezone"`
}

type markedShop struct {
	Name, Kind, CountsWhen, LineProvider string
	CountZeroTotals, CountGiftCards      bool
}

// rules is counted up when the .sql derives other rows from the same orders.
const rules = 6

// settingsMark changes when a setting changes that derived rows depend on; then all of
// them are derived again.
func settingsMark(b *config.Brand) (string, error) {
	by := derivedBy{Identity: b.Identity, Lifecycle: b.Lifecycle, Rules: rules, Shops: make([]markedShop, len(b.Shops)), Timezone: b.Timezone}
	for i, s := range b.Shops {
		by.Shops[i] = markedShop{s.Name, s.Kind, s.CountsWhen, s.LineProvider, s.CountZeroTotals, s.CountGiftCards}
	}
	text, err := json.Marshal(by)
	if err != nil {
		return "", fmt.Errorf("mark the settings of brand %s: %w", b.Name, err)
	}
	return schema.HashOf(text), nil
}
