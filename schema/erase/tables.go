package erase

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"regulars/schema"
)

// table is a table that may name the person, and what of it does.
type table struct {
	name    string
	naming  string // an expression: whether a row names the person
	ofBrand bool
}

const columnsOfTables = `SELECT c.table AS table, c.name AS name, c.type AS type
FROM system.columns AS c
INNER JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
WHERE c.database = currentDatabase() AND t.engine LIKE '%MergeTree' AND NOT startsWith(t.name, 'erasing_')
ORDER BY c.table, c.position`

// tablesOf lists the tables of the database with what of them may name somebody: every
// text, every list of texts, every number that may be an id, and the customer record.
// Needles is how many are looked for.
func tablesOf(ctx context.Context, db *schema.DB, needles int) ([]table, error) {
	var columns []struct {
		Table string `ch:"table"`
		Name  string `ch:"name"`
		Type  string `ch:"type"`
	}
	if err := db.Conn().Select(ctx, &columns, columnsOfTables); err != nil {
		return nil, fmt.Errorf("list the tables' columns: %w", schema.Redact(err))
	}
	var tables []table
	var texts, numbers []string
	shop, customer := schema.QuoteName("shop"), schema.QuoteName("customer_id")
	for i, c := range columns {
		name := schema.QuoteName(c.Name)
		switch {
		case strings.Contains(c.Type, "String"):
			texts = append(texts, name)
		case strings.HasPrefix(c.Type, "UInt64"), strings.HasPrefix(c.Type, "Nullable(UInt64"):
			numbers = append(numbers, name+" IN (SELECT node FROM erasing_nodes)")
		case strings.HasPrefix(c.Type, "Array(UInt64"):
			numbers = append(numbers, "hasAny("+name+", (SELECT groupArray(node) FROM erasing_nodes))")
		}
		if i == len(columns)-1 || columns[i+1].Table != c.Table {
			if slices.Contains(texts, shop) && slices.Contains(texts, customer) { // a record may have nothing but a name
				numbers = append(numbers, "(toString("+shop+"), "+customer+") IN (SELECT shop, customer_id FROM erasing_customers)")
			}
			tables = append(tables, table{c.Table, naming(c.Table, texts, numbers, needles), slices.Contains(texts, schema.QuoteName("brand"))})
			texts, numbers = nil, nil
		}
	}
	return tables, nil
}

// naming is whether a row names the person: by an identifier anywhere in its texts, by a
// reference to a customer record, or by an id.
func naming(table string, texts, numbers []string, needles int) string {
	conditions := numbers
	var each []string
	for _, t := range texts {
		each = append(each, "toString("+t+")")
	}
	if len(texts) > 0 {
		text := "lower(concatWithSeparator('\\n', '', " + strings.Join(each, ", ") + "))"
		if table == "rejected" { // what wasn't understood may be written with spaces and dashes
			text = "concat(" + text + ", '\\n', replaceRegexpAll(raw, '[^0-9]', ''))"
		}
		conditions = append(conditions, searched(text, needles)...)
		for _, t := range each {
			conditions = append(conditions, t+" IN (SELECT ref FROM erasing_refs)")
		}
	}
	if len(conditions) == 0 {
		return "false"
	}
	return "(" + strings.Join(conditions, " OR ") + ")"
}

// mostNeedles is how many ClickHouse looks for at a time.
const mostNeedles = 255

// searched is whether one of the needles stands in a text. Where there are too many to be
// looked for at a time, a text is searched only if it has the most telling eight letters
// of one of them, which is asked of all needles at once.
func searched(text string, needles int) (conditions []string) {
	for first := 0; first < needles; first += mostNeedles {
		conditions = append(conditions, fmt.Sprintf(
			"multiSearchAny(%s, (SELECT groupArray(needle) FROM (SELECT needle FROM erasing_needles ORDER BY needle LIMIT %d OFFSET %d)))", text, mostNeedles, first))
	}
	if len(conditions) < 2 {
		return conditions
	}
	const letters = "if(position(needle, '@') > 0, leftUTF8(needle, 8), rightUTF8(needle, 8))" // addresses end alike, numbers begin alike
	return []string{fmt.Sprintf("arrayExists(piece -> piece IN (SELECT %s FROM erasing_needles), ngrams(toValidUTF8(%s), 8)) AND (%s)", letters, text, strings.Join(conditions, " OR "))}
}

// where is the condition of the brand's rows that name the person. Without a key ids are the
// same in every brand; another brand's member is another matter.
func (t table) where(brand string) string {
	if !t.ofBrand {
		return t.naming
	}
	return "brand = " + schema.QuoteText(brand) + " AND " + t.naming
}

// count is how many rows of a table name the person.
func (t table) count(ctx context.Context, db *schema.DB, brand string) (n uint64, err error) {
	err = db.Conn().QueryRow(ctx, "SELECT count() FROM "+schema.QuoteName(t.name)+" WHERE "+t.where(brand)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("search the table %s: %w", t.name, schema.Redact(err))
	}
	return n, nil
}
