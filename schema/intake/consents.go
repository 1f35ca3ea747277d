package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/ext"

	"regulars"
	"regulars/identity"
	"regulars/schema"
)

// EntityConsents marks, among what is rejected, the words of consents that aren't known.
const EntityConsents = "consents"

// answersTable goes along with the query that reads it.
const answersTable = "answers_now"

type answersParams struct {
	Brand, Shop string
	Version     uint64
	Answers     schema.Identifier
}

var settleAnswers = schema.NewScript[answersParams]("intake", files, "answers.sql")

// SettleAnswers makes facts of what customers answer now. The table holds a row for each
// channel that a record can speak of: node, record (shop/id), channel, purpose, source,
// answer (as regulars.Answer), said_at (Nullable: when the person said so) and deleted.
func SettleAnswers(ctx context.Context, db *schema.DB, l Load, table string) error {
	return settleAnswers.Exec(ctx, db, answersParams{
		Brand: l.Brand.Name, Shop: l.Shop.Name, Version: l.Version(), Answers: schema.Identifier(table),
	})
}

// insertConsents ties each fact to the customer's own record, so that it follows the
// record through merges and corrections.
func insertConsents(ctx context.Context, db *schema.DB, l Load, customers []regulars.Customer) error {
	table, err := answersOf(l, customers)
	if err != nil || table == nil {
		return err
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithExternalTable(table))
	if err := SettleAnswers(ctx, db, l, answersTable); err != nil {
		return fmt.Errorf("store consents of shop %s: %w", l.Shop.Name, err)
	}
	return nil
}

// answersOf returns the answers of customers as a table that goes along with a query;
// nil where none of them can answer.
func answersOf(l Load, customers []regulars.Customer) (*ext.Table, error) {
	table, err := ext.NewTable(answersTable,
		ext.Column("node", "UInt64"), ext.Column("record", "String"), ext.Column("channel", "String"), ext.Column("purpose", "String"),
		ext.Column("source", "String"), ext.Column("answer", "Int8"), ext.Column("said_at", "Nullable(DateTime64(3, 'UTC'))"), ext.Column("deleted", "Bool"))
	if err != nil {
		return nil, fmt.Errorf("make a table of answers: %w", err)
	}
	rows, key := 0, l.NodeKey()
	add := func(c *regulars.Customer, consent regulars.Consent) error {
		rows++
		record := identity.Customer(l.Shop.Name, c.ID)
		return table.Append(key.Node(identity.KindCustomer, record), record, consent.Channel, consent.Purpose,
			consent.Source, int8(consent.Answer), timeOrNone(consent.At), c.Deleted)
	}
	for i := range customers {
		c := &customers[i]
		consents := c.Consents
		if c.Deleted {
			consents = []regulars.Consent{{}}
		}
		for _, consent := range consents {
			if err := add(c, consent); err != nil {
				return nil, fmt.Errorf("read the consents of a customer: %w", err)
			}
		}
	}
	if rows == 0 {
		return nil, nil
	}
	return table, nil
}

func timeOrNone(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// A word is shown as it is up to so many letters.
const longestWord = 24

// NameUnknown keeps, among what was rejected, each word of a consent that is neither
// yes nor no, once for each field: it counts as no. Records are not rejected for it.
func NameUnknown(ctx context.Context, db *schema.DB, l Load, consents []regulars.Consent) error {
	var named []regulars.Rejected
	for _, c := range consents {
		if c.Unknown == "" {
			continue
		}
		r := regulars.Rejected{
			Entity: EntityConsents, ID: c.Source + " " + c.Channel,
			Reason: fmt.Sprintf("the word %s is neither yes nor no: it counts as no", PlainWord(c.Unknown)),
		}
		if !slices.ContainsFunc(named, func(n regulars.Rejected) bool { return n.ID == r.ID && n.Reason == r.Reason }) {
			named = append(named, r)
		}
	}
	return InsertRejected(ctx, db, l, named)
}

// PlainWord quotes a word, unless it is too long or may be an address or a number.
func PlainWord(word string) string {
	letters := []rune(strings.TrimSpace(word))
	digits := 0
	for _, r := range letters {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if len(letters) > longestWord || digits > 4 || strings.ContainsAny(word, "@＠") {
		return fmt.Sprintf("of %d letters that is written there", len(letters))
	}
	return fmt.Sprintf("%q", string(letters))
}
