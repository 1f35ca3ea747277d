package feed

import (
	"context"
	"fmt"

	"regulars"
	"regulars/schema/intake"
)

// maxRejected bounds the rows that a feed may lose before its load fails: more
// of them mean that the feed was understood wrongly.
const maxRejected = 1000

// shareFrom is how many rows must fail before their share counts.
const shareFrom = 100

// reject notes a row that can't be used.
func (im *importer) reject(file string, line int64, reason, raw string) {
	im.counts.Rejected++
	im.rejectRecord(file, line, reason, raw)
}

// rejectRecord notes a record that can't be stored, by its first row, or with line 0 a
// whole file.
func (im *importer) rejectRecord(file string, line int64, reason, raw string) {
	id := file
	if line > 0 {
		id = fmt.Sprintf("%s:%d", file, line)
	}
	im.rejected = append(im.rejected, regulars.Rejected{Entity: im.feed.Entity, ID: id, Reason: reason, Raw: []byte(raw)})
}

// keepRejected stores the rejected rows found since it was last called, and
// fails when there are too many: more than the limit, or most of the rows seen.
func (im *importer) keepRejected(ctx context.Context, seen uint64) error {
	if im.atOnce {
		return im.tooManyRejected(seen)
	}
	if !im.dry {
		if err := intake.InsertRejected(ctx, im.db, im.load, im.rejected[im.kept:]); err != nil {
			return err
		}
	}
	im.kept = len(im.rejected)
	return im.tooManyRejected(seen)
}

func (im *importer) tooManyRejected(seen uint64) error {
	var many string
	switch n := len(im.rejected); {
	case n > maxRejected:
		many = fmt.Sprintf("more than %d rows", maxRejected)
	case n >= shareFrom && uint64(n)*2 > seen:
		many = fmt.Sprintf("%d of the first %d rows", n, seen)
	default:
		return nil
	}
	first := im.rejected[0]
	return fmt.Errorf("feed %s: %s are rejected, the first is %s: %s; correct the feed's columns or where, or the file",
		im.feed.Path, many, first.ID, first.Reason)
}
