package erase

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"regulars/schema"
)

// sought is how many are looked for.
type sought struct{ needles, emails int }

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
func tablesOf(ctx context.Context, db *schema.DB, all sought) ([]table, error) {
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
			tables = append(tables, table{c.Table, naming(c.Table, texts, numbers, all), slices.Contains(texts, schema.QuoteName("brand"))})
			texts, numbers = nil, nil
		}
	}
	return tables, nil
}

// naming is whether a row names the person: by an identifier anywhere in its texts, by a
// reference to a customer record, or by an id.
func naming(table string, texts, numbers []string, all sought) string {
	conditions := numbers
	var each []string
	for _, t := range texts {
		each = append(each, "toString("+t+")")
	}
	if len(texts) > 0 {
		joined := "lower(concatWithSeparator('\\n', '', " + strings.Join(each, ", ") + "))"
		switch table { // a raw record may write numbers with spaces and dashes, and nothing else of its row may name them
		case "rejected":
			joined = "concat(" + joined + ", '\\n', replaceRegexpAll(raw, '[^0-9]', ''))"
		case "events": // of many: the digits of two fields are no number
			joined = "concat(" + joined + ", '\\n', replaceRegexpAll(raw, '[ ().-]', ''))"
		}
		if within := append(searched(all.needles), addressed(all.emails)...); len(within) > 0 {
			conditions = append(conditions, "(notEmpty("+joined+" AS "+text+") AND ("+strings.Join(within, " OR ")+"))")
		}
		for _, t := range each {
			conditions = append(conditions, t+" IN (SELECT ref FROM erasing_refs)")
		}
	}
	if len(conditions) == 0 {
		return "false"
	}
	return "(" + strings.Join(conditions, " OR ") + ")"
}

// text names the joined texts of a row within a condition: they are asked several times, and what
// is written out again is planned again, which takes longer than the answer.
const text = "erasing_text"

// mostNeedles is how many ClickHouse looks for at a time.
const mostNeedles = 255

// searched is whether one of the needles stands in the text. Where there are too many to be
// looked for at a time, it is searched only if it has the most telling eight letters
// of one of them, which is asked of all needles at once.
func searched(needles int) (conditions []string) {
	for first := 0; first < needles; first += mostNeedles {
		conditions = append(conditions, fmt.Sprintf(
			"multiSearchAny(%s, (SELECT groupArray(needle) FROM (SELECT needle FROM erasing_needles ORDER BY needle LIMIT %d OFFSET %d)))", text, mostNeedles, first))
	}
	if len(conditions) < 2 {
		return conditions
	}
	const letters = "rightUTF8(needle, 8)" // numbers begin alike
	return []string{fmt.Sprintf("arrayExists(piece -> piece IN (SELECT %s FROM erasing_needles), ngrams(toValidUTF8(%s), 8)) AND (%s)", letters, text, strings.Join(conditions, " OR "))}
}

// mostEmails is how many addresses are looked for as they stand; for more a text is taken
// apart at once.
const mostEmails = 32

// What may be an address in a text: of the usual letters, of all that an address may have,
// which may be what quotes it instead, and of letters of other scripts.
const (
	plainEmail  = `[a-z0-9._+-]+@[a-z0-9.-]+`
	anyEmail    = "[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9.-]+"
	spacedEmail = `[^\s"'<>,;:=|()]+@[^\s"'<>,;:=|()&]+`
)

// addressed is whether one of the addresses stands in the text, as a whole. What JSON and URLs
// write for other letters ends an address; a full stop behind one isn't its own. An apostrophe
// between two letters belongs to the address, others quote it.
func addressed(emails int) []string {
	if emails == 0 {
		return nil
	}
	first := fmt.Sprintf("position(%s, '@') > 0", text)
	if emails <= mostEmails {
		first = fmt.Sprintf("multiSearchAny(%s, (SELECT groupArray(email) FROM erasing_emails))", text)
	}
	spoken := fmt.Sprintf(`replaceRegexpAll(replaceAll(%s, '%%40', '@'), '\\\\(u[0-9a-f]{4}|.)|%%[0-9a-f]{2}', ' ')`, text)
	unquoted := fmt.Sprintf(`replaceRegexpAll(%s, '([a-z0-9])\'([a-z0-9])', '\\1_\\2')`, spoken)
	found := fmt.Sprintf("arrayConcat(extractAll(%[1]s, %[3]s), extractAll(%[2]s, %[4]s), extractAll(%[1]s, %[5]s))", unquoted, spoken,
		schema.QuoteText(plainEmail), schema.QuoteText(anyEmail), schema.QuoteText(spacedEmail))
	return []string{fmt.Sprintf("((%s OR position(%s, '%%40') > 0) AND arrayExists(found -> trimRight(found, '.-') IN (SELECT email FROM erasing_emails), %s))", first, text, found)}
}

// where is the condition of the brand's rows that name the person. Without a key ids are the
// same in every brand; another brand's member is another matter.
func (t table) where(brand string) string {
	if !t.ofBrand {
		return t.naming
	}
	return "brand = " + schema.QuoteText(brand) + " AND " + t.naming
}

// countAll is how many rows of each of the tables name the person. A table without rows isn't asked:
// most tables of a young brand have none, and each question costs more to plan than to answer.
func countAll(ctx context.Context, db *schema.DB, tables []table, brand string) ([]uint64, error) {
	var filled []string
	err := db.Conn().QueryRow(ctx, "SELECT groupArray(name) FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND (total_rows > 0 OR total_rows IS NULL)").Scan(&filled)
	if err != nil {
		return nil, fmt.Errorf("list the tables with rows: %w", schema.Redact(err))
	}
	counts := make([]uint64, len(tables))
	for i, t := range tables {
		if !slices.Contains(filled, t.name) {
			continue
		}
		if counts[i], err = t.count(ctx, db, brand); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// count is how many rows of a table name the person.
func (t table) count(ctx context.Context, db *schema.DB, brand string) (n uint64, err error) {
	err = db.Conn().QueryRow(ctx, "SELECT count() FROM "+schema.QuoteName(t.name)+" WHERE "+t.where(brand)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("search the table %s: %w", t.name, schema.Redact(err))
	}
	return n, nil
}
