package schema

import (
	"context"
	"strings"
)

// fileColumn is a column of a file.
type Column struct {
	Name string
	Type string // its ClickHouse type
}

func NamesOf(columns []Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

func (db *DB) Columns(ctx context.Context, describe string) ([]Column, error) {
	rows, err := db.conn.Query(ctx, describe)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var columns []Column
	for rows.Next() {
		var c Column
		rest := [5]string{}
		if err := rows.Scan(&c.Name, &c.Type, &rest[0], &rest[1], &rest[2], &rest[3], &rest[4]); err != nil {
			return nil, err
		}
		columns = append(columns, c)
	}
	return columns, rows.Err()
}

// quoteColumn quotes a name that a file gives.
func QuoteColumn(name string) string {
	return QuoteName(strings.NewReplacer(`\`, `\\`, "`", "\\`").Replace(name))
}

func QuoteText(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
