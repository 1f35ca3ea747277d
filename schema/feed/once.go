package feed

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"regulars/cell"
	"regulars/schema"
)

// Most files leave nothing open: their dates begin with the year, their numbers are plain.
// Such files need not be looked through before they are read. The first cell that is
// anything else ends the attempt, and the files are read the long way.

// errNotEvident ends an attempt to read files at once.
var errNotEvident = errors.New("a cell is not evident by itself")

// readsAtOnce reports whether an attempt makes sense: no expression needs to know what its
// columns are, and no earlier file has proved a style.
func (im *importer) readsAtOnce(ctx context.Context, found []cell.File) (bool, error) {
	known, err := im.provedStyles(ctx)
	if err != nil {
		return false, err
	}
	for _, f := range im.entity.fields {
		if known[f.name].Style != "" && known[f.name].Style != plainNumbers && im.isUnsettled(f) {
			return false, nil
		}
	}
	if im.feed.Where != "" {
		return false, nil
	}
	for _, file := range found {
		if file.Size == 0 {
			continue
		}
		computes, err := im.computes(ctx, file)
		return !computes, err
	}
	return false, nil
}

// plainNumbers is the style that a plain fraction proves.
const plainNumbers = "1,234.50"

// computes reports whether a field of the feed is an expression over a file. A file that
// can't be opened is left to who reads it.
func (im *importer) computes(ctx context.Context, file cell.File) (bool, error) {
	rows, err := im.open(ctx, file)
	if err != nil {
		return true, nil
	}
	defer func() { _ = rows.Close() }()
	for _, b := range im.bind(im.withDeclared(rows.Columns())) {
		if b.isComputed() {
			return true, nil
		}
	}
	return false, nil
}

// tryAtOnce reads the files without looking through them first. It reports false where that
// ended at a cell that is not evident; nothing is left of the attempt then.
func (im *importer) tryAtOnce(ctx context.Context, found []cell.File) (bool, error) {
	im.atOnce, im.fractions = true, map[string]cell.Example{}
	err := im.readFiles(ctx, found)
	im.atOnce = false
	if err == nil {
		for name, at := range im.fractions {
			im.prove(name, plainNumbers, at, found)
		}
		return true, im.keepRejected(ctx, im.counts.Rows)
	}
	if !errors.Is(err, errNotEvident) {
		return false, err
	}
	im.counts, im.rejected, im.failures, im.taken, im.fractions, im.words = Counts{}, nil, nil, nil, nil, nil
	if err := im.db.Conn().Exec(ctx, "TRUNCATE TABLE "+schema.QuoteName(im.rows)); err != nil {
		return false, fmt.Errorf("empty the rows of feed %s: %w", im.feed.Path, schema.Redact(err))
	}
	return false, nil
}

// isOpen reports whether a cell of an unsettled field may be read in another way than it was.
func isOpen(f feedField, text string, typed bool, err error) bool {
	if typed || err != nil && (errors.Is(err, cell.ErrNothing) || errors.Is(err, cell.ErrZeroDate)) {
		return false
	}
	if f.isDate() {
		return err != nil || !beginsWithYear(text)
	}
	number, _ := cell.Evident(text)
	return f.isNumber() && !number
}

// beginsWithYear reports whether a date has its year first, in four digits: only then its
// order is evident without the other cells.
func beginsWithYear(text string) bool {
	for i := range 4 {
		if i >= len(text) || text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// noteFraction keeps the first cell that proves how a field's fractions are written, and
// reports whether one is known.
func (im *importer) noteFraction(f feedField, text string, at int64) (known bool) {
	if _, known = im.fractions[f.name]; known {
		return true
	}
	if _, known = cell.Evident(text); known {
		im.fractions[f.name] = cell.Example{Text: strings.Clone(text), Line: at}
	}
	return known
}
