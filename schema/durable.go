package schema

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/ClickHouse/ch-go/proto"
)

// durableSettings make what a table has acknowledged outlive a power cut: inserts,
// the directories of parts and merges are written to the disk before they count,
// and the parts of a merge stay for eight minutes. What a cut breaks none the less, up to
// a thousand parts, keeps no server from starting: the certificate names it. The embedded
// server has them for all tables (deploy/local/clickhouse/config.xml); a foreign server
// learns them from each table. All tables need them: where only the ledger had them, the
// books of the loads outlived the orders that they vouch for.
var durableSettings = []string{
	"fsync_after_insert = 1",
	"fsync_part_directory = 1",
	"min_rows_to_fsync_after_merge = 1",
	"min_compressed_bytes_to_fsync_after_merge = 1",
	"old_parts_lifetime = 480",
	"max_suspicious_broken_parts = 1000",
}

var (
	createsTable = regexp.MustCompile(`\bCREATE TABLE\b`)
	mergeTree    = regexp.MustCompile(`\bENGINE\s*=\s*\w*MergeTree(\s*\([^)]*\))?`)
	ownSettings  = regexp.MustCompile(`\bSETTINGS\s`)
	selects      = regexp.MustCompile(`\b(?:EMPTY\s+)?AS\s*(\(|SELECT\b|WITH\b)`)
)

// Durable adds the settings of a durable table to a CREATE TABLE of the MergeTree
// family; any other statement stays as it is. CREATE TABLE … AS without an engine
// copies those of the other table. Scripts and migrations pass through it; what
// makes a table otherwise must call it.
func Durable(statement string) string {
	if !createsTable.MatchString(statement) {
		return statement
	}
	engine := mergeTree.FindStringIndex(statement)
	if engine == nil {
		return statement
	}
	table, filling := statement, "" // what describes the table, and what it is filled with
	if at := selects.FindStringIndex(statement[engine[1]:]); at != nil {
		table, filling = statement[:engine[1]+at[0]], statement[engine[1]+at[0]:]
	}
	settings := strings.Join(durableSettings, ", ")
	if own := ownSettings.FindStringIndex(table); own != nil {
		return table[:own[1]] + settings + ", " + table[own[1]:] + filling
	}
	return strings.TrimSpace(table) + "\nSETTINGS " + settings + "\n" + filling
}

const tablesWithTheirEngines = `SELECT name, engine_full FROM system.tables
WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name`

// makeDurable gives the tables of a database that an earlier release made the
// settings that they lack. It may run several times at once.
func (db *DB) makeDurable(ctx context.Context) error {
	lacking, err := db.NotDurable(ctx)
	if err != nil {
		return err
	}
	for _, table := range lacking {
		err := db.conn.Exec(ctx, "ALTER TABLE "+QuoteName(table)+" MODIFY SETTING "+strings.Join(durableSettings, ", "))
		if code, _ := CodeOf(err); code == proto.ErrUnknownTable {
			continue // a table of another worker's load or derivation
		}
		if err != nil {
			return fmt.Errorf("make table %s durable: %w", table, Redact(err))
		}
	}
	return nil
}

// NotDurable lists the tables of the database that could lose acknowledged rows in
// a power cut, because they lack one of the settings of a durable table.
func (db *DB) NotDurable(ctx context.Context) (lacking []string, err error) {
	rows, err := db.conn.Query(ctx, tablesWithTheirEngines)
	if err != nil {
		return nil, fmt.Errorf("read the tables' settings: %w", Redact(err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name, engine string
		if err := rows.Scan(&name, &engine); err != nil {
			return nil, fmt.Errorf("read the tables' settings: %w", err)
		}
		if !isDurable(engine) {
			lacking = append(lacking, name)
		}
	}
	return lacking, Redact(rows.Err())
}

// isDurable reports whether a table's engine, as ClickHouse describes it, has every
// setting of a durable one.
func isDurable(engine string) bool {
	engine = strings.ReplaceAll(engine+",", " = true,", " = 1,")
	for _, setting := range durableSettings {
		if !strings.Contains(engine, " "+setting+",") {
			return false
		}
	}
	return true
}
