package feed

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"regulars/cell"
	"regulars/schema"
)

// repeats is what the rows of one order id are to each other.
type repeats struct {
	keep     string   // which of them newest.sql keeps: row, file or sum; empty: all
	firstRow bool     // the order's cells stand on the first of its rows only
	once     []string // amounts that are the order's, and stand on each of its rows
}

// settleRepeats finds out what rows of one id are: lines of one order, or states of it,
// of which the newest holds. What is neither declared nor evident is refused.
func (im *importer) settleRepeats(ctx context.Context, found []cell.File) error {
	if im.feed.Entity != "orders" {
		return nil
	}
	var inRows, inFiles bool
	if err := repeatedOrders.Row(ctx, im.db, im.params(), &inRows, &inFiles); err != nil || !inRows {
		return err
	}
	if im.feed.OnRepeat != "newest" && im.feed.OnRepeat != "sum" {
		if err := im.refuseContested(ctx, found); err != nil {
			return err
		}
	}
	lines := im.feed.Grain == "line"
	switch {
	case im.feed.OnRepeat == "sum":
		im.repeats.keep = "sum"
	case !lines:
		im.repeats.keep = "row"
	case inFiles:
		im.repeats.keep = "file"
	}
	if err := im.leaveOutRepeats(ctx); err != nil || im.repeats.keep == "row" {
		return err
	}
	return im.findCells(ctx)
}

// leaveOutRepeats keeps the rows that hold.
func (im *importer) leaveOutRepeats(ctx context.Context) error {
	if im.repeats.keep == "" {
		return nil
	}
	kept := im.rows + "_kept"
	if err := im.db.Conn().Exec(ctx, "CREATE TABLE "+schema.QuoteName(kept)+" AS "+schema.QuoteName(im.rows)); err != nil {
		return fmt.Errorf("make a table for a feed's rows: %w", schema.Redact(err))
	}
	p := im.params()
	p.Kept, p.Keep = schema.Identifier(kept), im.repeats.keep
	if err := newestRows.Exec(ctx, im.db, p); err != nil {
		return err
	}
	im.rows = kept
	return nil
}

// contest is an order whose rows don't say what they are to each other.
type contest struct {
	Order      string `ch:"order_id"`
	OneFile    uint32 `ch:"one_file"`
	OneRow     uint64 `ch:"one_row"`
	OneShown   string `ch:"one_shown"`
	OtherFile  uint32 `ch:"other_file"`
	OtherRow   uint64 `ch:"other_row"`
	OtherShown string `ch:"other_shown"`
	OtherDay   bool   `ch:"other_day"`
	Person     string `ch:"person"`
	Contested  uint64 `ch:"contested"`
}

// refuseContested fails the feed where an id repeats and it isn't said what that means.
func (im *importer) refuseContested(ctx context.Context, found []cell.File) error {
	_, updates := expression(im.feed, "updated_at")
	p := im.params()
	p.Grain, p.Updates, p.Strict = im.feed.Grain, updates, im.feed.OnRepeat == "refuse"
	var contests []contest
	if err := contestedOrders.Select(ctx, im.db, &contests, p); err != nil || len(contests) == 0 {
		return err
	}
	return fmt.Errorf("feed %s: %s", im.feed.Path, contests[0].text(found, im.feed.Grain))
}

func (c contest) text(found []cell.File, grain string) string {
	var differ []string
	if c.OtherDay {
		differ = append(differ, "on other days")
	}
	if c.Person != "" {
		differ = append(differ, "with another "+c.Person)
	}
	if len(differ) == 0 {
		differ = append(differ, "and nothing says what the rows are to each other")
	}
	text := fmt.Sprintf("order %s stands in %s (%s) and in %s (%s), %s", c.Order,
		standsIn(found, c.OneFile, c.OneRow), c.OneShown, standsIn(found, c.OtherFile, c.OtherRow), c.OtherShown, strings.Join(differ, " and "))
	if c.Contested > 1 {
		text += fmt.Sprintf("; %d orders are like that", c.Contested)
	}
	return text + ": " + c.remedy(grain)
}

func (c contest) remedy(grain string) string {
	switch {
	case c.OtherDay || c.Person != "":
		return "if the number starts again, make the id of several columns (order_id: date + till + receipt); " +
			"if it is one order, write on_repeat: sum where its rows are its lines, or on_repeat: newest where the later one replaces the other"
	case grain == "":
		return "write grain: line if the rows are lines of one order, or grain: order if each row is the order as a whole, so that the newest holds"
	}
	return "write on_repeat: sum if all of them are lines of the order, or on_repeat: newest if the later file replaces the earlier one"
}

func standsIn(found []cell.File, file uint32, row uint64) string {
	return fmt.Sprintf("%s:%d", found[file-1].Name, row)
}

// bareColumn is an expression that is a column of the file.
var bareColumn = regexp.MustCompile("^(?:[\\p{L}_][\\p{L}\\p{N}_]*|`[^`]+`|\"[^\"]+\")$")

// cells is where the cells of the orders stand that have several rows.
type cells struct {
	OnFirst bool     `ch:"on_first"`
	OnLater bool     `ch:"on_later"`
	Priced  bool     `ch:"priced"`  // an order's rows have amounts of their own
	Alike   bool     `ch:"alike"`   // the rows of each order have one amount, which only the order has
	Names   []string `ch:"names"`   // all amounts
	Same    []string `ch:"same"`    // amounts that no order has otherwise on one of its rows than on another
	Evident []string `ch:"evident"` // of them, those that can't be the lines'
}

// findCells finds out where the cells of an order stand, unless it is declared.
func (im *importer) findCells(ctx context.Context) error {
	p := im.params()
	for _, flag := range []string{"placed", "paid", "fulfilled", "cancelled", "test", "deleted"} {
		if e, given := expression(im.feed, flag); given && !bareColumn.MatchString(e) {
			p.Computed = append(p.Computed, flag)
		}
	}
	var all []cells
	if err := orderCells.Select(ctx, im.db, &all, p); err != nil {
		return err
	}
	c := all[0]
	switch im.feed.OrderCells {
	case "first_row":
		im.repeats.firstRow = true
		return nil
	case "every_row":
		im.repeats.once = c.Same
		return nil
	}
	if c.Alike {
		return fmt.Errorf("feed %s: every row of an order has the same amount, which may be the order's: "+
			"write order_cells: every_row if it is, so that it counts once, or order_cells: first_row if it is each line's", im.feed.Path)
	}
	im.repeats.firstRow = c.OnFirst && !c.OnLater
	im.repeats.once = c.Evident
	return nil
}

// leaveOutIncomplete rejects the orders that can't be stored, and costs: those of which
// no row says when and how much, and those in a currency without a rate.
func (im *importer) leaveOutIncomplete(ctx context.Context, found []cell.File) error {
	script, record := incompleteOrders, "order_id"
	switch im.feed.Entity {
	case "orders":
	case "costs":
		script, record = withoutRate, "(file_no, row)"
	default:
		return nil
	}
	p := im.params()
	p.Limit = maxRejected + 1
	rows, err := script.Query(ctx, im.db, p)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var places []string
	for rows.Next() {
		var file uint32
		var row uint64
		var reason, raw string
		if err := rows.Scan(&file, &row, &reason, &raw); err != nil {
			return fmt.Errorf("read which records can't be stored: %w", err)
		}
		im.rejectRecord(found[file-1].Name, int64(row), reason, raw)
		places = append(places, fmt.Sprintf("(%d, %d)", file, row))
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(places) == 0 {
		return err
	}
	if err := im.keepRejected(ctx, im.counts.Rows); err != nil {
		return err
	}
	list := strings.Join(places, ", ")
	if record == "order_id" {
		list = "SELECT order_id FROM " + schema.QuoteName(im.rows) + " WHERE (file_no, row) IN (" + list + ")"
	}
	err = im.db.Conn().Exec(ctx, "DELETE FROM "+schema.QuoteName(im.rows)+" WHERE "+record+" IN ("+list+")")
	if err != nil {
		return fmt.Errorf("leave out the records that can't be stored: %w", schema.Redact(err))
	}
	used := im.counts.Used
	im.counts.Used, err = im.countRows(ctx)
	im.counts.Rejected += used - im.counts.Used
	return err
}
