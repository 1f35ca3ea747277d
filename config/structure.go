package config

import (
	"fmt"

	"regulars/config/structure"
)

// DeclaredNames returns the names of the columns of the feed's structure, a ClickHouse
// column list such as "customer String, `the day` String, dollars Decimal(18, 2)".
func (f Feed) DeclaredNames() ([]string, error) {
	names, err := structure.Names(f.Structure)
	if err != nil {
		return nil, fmt.Errorf("structure %q is not a ClickHouse column list: %w", f.Structure, err)
	}
	return names, nil
}
