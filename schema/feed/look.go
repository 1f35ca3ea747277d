package feed

import (
	"context"
	"io"
	"strings"
	"time"

	"regulars/cell"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/intake"
)

// Look is what a night would make of a feed's files as they are now.
type Look struct {
	Files   int
	Records int64 // distinct ones
	Counts  Counts
	Taken   []string      // how the files are written, as far as it was found out
	Reasons []Reason      // of rejected rows, the most frequent first
	Cut     bool          // not all rows were read
	Took    time.Duration // for looking through the files and reading them
	Orders  *Orders       // of a feed of orders

	Unmapped int64  // orders with a status word that nobody mapped
	Words    string // those words, each with its number of orders
}

// Orders are the sums of a feed of orders.
type Orders struct {
	Orders    uint64    `ch:"orders"`
	Revenue   string    `ch:"revenue"` // of those that are paid, less refunds, in the brand's currency
	People    uint64    `ch:"people"`
	Nobody    uint64    `ch:"nobody"` // orders that name nobody
	Cancelled uint64    `ch:"cancelled"`
	First     time.Time `ch:"first_date"`
	Last      time.Time `ch:"last_date"`
}

// Reason is why rows are rejected.
type Reason struct {
	Reason string
	Rows   int
	First  string // the first of them: file:line
}

// LookAt reads a feed's files as a night would, at most so many rows of each (0: all),
// and stores nothing. It returns the error that the night would have.
func LookAt(ctx context.Context, db *schema.DB, l intake.Load, f config.Feed, files cell.Files, rows int64) (Look, error) {
	limited := &limitedFiles{Files: files, left: rows}
	if rows > 0 {
		files = limited
	}
	im, err := newImporter(db, l, f, files)
	if err != nil {
		return Look{}, err
	}
	im.dry, im.prefix = true, "look_"+im.prefix
	im.rows, im.next = "look_"+im.rows, "look_"+im.next
	look, err := im.lookAt(im.zoned(ctx), limited)
	return look, withoutKeys(err)
}

func (im *importer) lookAt(ctx context.Context, limited *limitedFiles) (Look, error) {
	found, err := im.files.List(ctx)
	if err != nil {
		return Look{}, err
	}
	// A look that died leaves tables; they are in the way of none but the disk.
	if err := im.drop(ctx, im.prefix); err != nil {
		return Look{}, err
	}
	defer func() { _ = im.drop(context.WithoutCancel(ctx), strings.TrimSuffix(im.next, "next")) }()
	begun := time.Now()
	err = im.readAll(ctx, found)
	look := Look{Took: time.Since(begun), Files: len(found), Counts: im.counts, Taken: im.taken, Reasons: im.reasons(), Cut: limited.cut}
	if err != nil {
		return look, err
	}
	if err := im.leaveOutIncomplete(ctx, found); err != nil {
		return look, err
	}
	if err := im.settleRepeats(ctx, found); err != nil {
		return look, err
	}
	look.Counts, look.Reasons = im.counts, im.reasons()
	step := im.entity.steps[0]
	if err := im.makeNext(ctx, step); err != nil {
		return look, err
	}
	if step.table != "orders" {
		var n uint64
		err := im.db.Conn().QueryRow(ctx, "SELECT count() FROM "+schema.QuoteName(im.next)).Scan(&n)
		look.Records = int64(n)
		return look, schema.Redact(err)
	}
	var orders []Orders
	if err := lookAtOrders.Select(ctx, im.db, &orders, im.params()); err != nil {
		return look, err
	}
	var counted Result
	err = im.countUnmapped(ctx, &counted)
	look.Orders, look.Records = &orders[0], int64(orders[0].Orders)
	look.Unmapped, look.Words = counted.Unmapped, counted.Words
	return look, err
}

// reasons counts why rows were rejected. What a cell held stands behind a reason's
// colon and is not part of it.
func (im *importer) reasons() []Reason {
	var list []Reason
	at := map[string]int{}
	for _, r := range im.rejected {
		reason, _, _ := strings.Cut(r.Reason, ": ")
		i, known := at[reason]
		if !known {
			i = len(list)
			at[reason] = i
			list = append(list, Reason{Reason: r.Reason, First: r.ID})
		}
		list[i].Rows++
	}
	return list
}

// limitedFiles ends after a number of rows, counted over all files.
type limitedFiles struct {
	cell.Files
	left int64
	cut  bool
}

type limitedRows struct {
	cell.Rows
	left int64
	cut  *bool
}

func (l *limitedFiles) Open(ctx context.Context, f cell.File) (cell.Rows, error) {
	rows, err := l.Files.Open(ctx, f)
	if err != nil {
		return nil, err
	}
	return &limitedRows{rows, l.left, &l.cut}, nil
}

func (l *limitedRows) Next() (*cell.Row, error) {
	if l.left == 0 {
		*l.cut = true
		return nil, io.EOF
	}
	l.left--
	return l.Rows.Next()
}
