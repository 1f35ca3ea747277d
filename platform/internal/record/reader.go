package record

import (
	"fmt"
	"strconv"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// Reader reads the values of one record.
type Reader struct {
	*jsonscan.Scanner

	reason string
	begin  int
}

// Begin returns the reader of the record that comes next.
func Begin(scan *jsonscan.Scanner) *Reader {
	return &Reader{Scanner: scan, begin: scan.Mark()}
}

// Raw returns the record as it stands in the answer, after it was read. A value of a
// wrong kind in it rejects the record.
func (r *Reader) Raw() []byte {
	if wrong := r.Mismatch(); wrong != "" {
		r.Reject("%s", wrong)
	}
	return r.Since(r.begin)
}

// Reason returns why the record was rejected first; empty: it was not.
func (r *Reader) Reason() string { return r.reason }

// Reject rejects the record, unless it was before.
func (r *Reader) Reject(format string, args ...any) {
	if r.reason == "" {
		r.reason = fmt.Sprintf(format, args...)
	}
}

// Money reads an amount in whole units of its currency.
func (r *Reader) Money(field string) regulars.Money {
	money, err := platform.Money(r.Text())
	if err != nil {
		r.Reject("field %q is not an amount", field)
	}
	return money
}

// Number reads a number, such as a quantity.
func (r *Reader) Number(field string) float64 {
	text := r.Text()
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		r.Reject("field %q is not a number", field)
	}
	return n
}

// Time reads a time of RFC 3339, as UTC.
func (r *Reader) Time(field string) time.Time {
	text := r.Text()
	if text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		r.Reject("field %q is not a time", field)
		return time.Time{}
	}
	return at.UTC()
}

// IsTrue reads a flag.
func (r *Reader) IsTrue() bool { return r.Text() == "true" }
