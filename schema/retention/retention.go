package retention

import (
	"context"
	"fmt"
	"regexp"
	"strconv"

	"regulars/schema"
)

// tables are those whose column raw holds records as a platform gave them.
var tables = []string{"orders", "customers", "products", "events"}

// limit finds the age limit of the column raw in a table's definition.
var limit = regexp.MustCompile("`raw` String[^`]*?toIntervalDay\\((\\d+)\\)")

// Keep makes ClickHouse keep raw records for so many days after they were read; 0: for ever.
// It changes nothing where that holds already.
func Keep(ctx context.Context, db *schema.DB, days int) error {
	for _, table := range tables {
		now, err := daysOf(ctx, db, table)
		if err != nil {
			return err
		}
		if now == days {
			continue
		}
		statement := "ALTER TABLE " + table + " MODIFY COLUMN raw REMOVE TTL"
		if days > 0 {
			statement = fmt.Sprintf("ALTER TABLE %s MODIFY COLUMN raw TTL toDateTime(intDiv(version, 1000000000)) + INTERVAL %d DAY", table, days)
		}
		if err := db.Conn().Exec(ctx, statement); err != nil {
			return fmt.Errorf("keep the raw records of %s for %d days: %w", table, days, schema.Redact(err))
		}
	}
	return nil
}

// daysOf is for how long a table's raw records are kept; 0: for ever.
func daysOf(ctx context.Context, db *schema.DB, table string) (int, error) {
	var definition string
	const statement = "SELECT create_table_query FROM system.tables WHERE database = currentDatabase() AND name = ?"
	if err := db.Conn().QueryRow(ctx, statement, table).Scan(&definition); err != nil {
		return 0, fmt.Errorf("read how long the raw records of %s are kept: %w", table, schema.Redact(err))
	}
	found := limit.FindStringSubmatch(definition)
	if found == nil {
		return 0, nil
	}
	return strconv.Atoi(found[1])
}
