package column

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ClickHouse/ch-go/proto"
	driver "github.com/ClickHouse/clickhouse-go/v2/lib/column"
)

// Column is a column of an insert.
type Column interface {
	Rows() int
	Reset() // forgets the rows, and keeps their memory
	encode(b *proto.Buffer)
}

// Hand hands columns to the driver's. Its zero value is ready; it is not safe for
// concurrent use.
type Hand struct {
	buffer proto.Buffer
	source source
	reader *proto.Reader
}

// Give makes the rows of c those of the driver's column, which was reset.
func (h *Hand) Give(c Column, to driver.Interface) error {
	if h.reader == nil {
		h.reader = proto.NewReader(&h.source)
	}
	h.buffer.Reset()
	c.encode(&h.buffer)
	h.source.rest = h.buffer.Buf
	err := to.Decode(h.reader, c.Rows())
	if err == nil && (to.Rows() != c.Rows() || !h.drained()) {
		err = fmt.Errorf("it is a %s, and was filled as another type", to.Type())
	}
	if err != nil {
		h.reader = nil // it may hold what was not read
		return fmt.Errorf("column %s: %w", to.Name(), err)
	}
	return nil
}

// drained reports whether all that was encoded was read.
func (h *Hand) drained() bool {
	_, err := h.reader.ReadByte()
	return errors.Is(err, io.EOF)
}

// source gives what is encoded to the reader of the driver's columns.
type source struct{ rest []byte }

func (s *source) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// Texts are a String.
type Texts struct{ values []string }

// Add adds a row.
func (c *Texts) Add(text string) { c.values = append(c.values, text) }

// Rows is how many there are.
func (c *Texts) Rows() int { return len(c.values) }

// Reset is Column's.
func (c *Texts) Reset() {
	clear(c.values) // they may be parts of a shop's answers
	c.values = c.values[:0]
}

func (c *Texts) encode(b *proto.Buffer) {
	for _, text := range c.values {
		b.PutString(text)
	}
}

// Floats are a Float64.
type Floats struct{ values []float64 }

// Add adds a row.
func (c *Floats) Add(value float64) { c.values = append(c.values, value) }

// Rows is how many there are.
func (c *Floats) Rows() int { return len(c.values) }

// Reset is Column's.
func (c *Floats) Reset() { c.values = c.values[:0] }

func (c *Floats) encode(b *proto.Buffer) {
	for _, value := range c.values {
		b.PutFloat64(value)
	}
}

// Amounts are a Decimal of 10 to 18 digits: what it holds, times ten to the power of its
// scale.
type Amounts struct{ values []int64 }

// Add adds a row.
func (c *Amounts) Add(units int64) { c.values = append(c.values, units) }

// Rows is how many there are.
func (c *Amounts) Rows() int { return len(c.values) }

// Reset is Column's.
func (c *Amounts) Reset() { c.values = c.values[:0] }

func (c *Amounts) encode(b *proto.Buffer) {
	for _, units := range c.values {
		b.PutInt64(units)
	}
}

// Numbers are a UInt64.
type Numbers struct{ values []uint64 }

// Add adds a row.
func (c *Numbers) Add(value uint64) { c.values = append(c.values, value) }

// Rows is how many there are.
func (c *Numbers) Rows() int { return len(c.values) }

// Reset is Column's.
func (c *Numbers) Reset() { c.values = c.values[:0] }

func (c *Numbers) encode(b *proto.Buffer) {
	for _, value := range c.values {
		b.PutUInt64(value)
	}
}

// Flags are a Bool.
type Flags struct{ values []bool }

// Add adds a row.
func (c *Flags) Add(value bool) { c.values = append(c.values, value) }

// Rows is how many there are.
func (c *Flags) Rows() int { return len(c.values) }

// Reset is Column's.
func (c *Flags) Reset() { c.values = c.values[:0] }

func (c *Flags) encode(b *proto.Buffer) {
	for _, value := range c.values {
		b.PutBool(value)
	}
}

// Days are a Date.
type Days struct{ values []proto.Date }

// Add adds a row: the day of a time in its own zone.
func (c *Days) Add(day time.Time) { c.values = append(c.values, proto.ToDate(day)) }

// Rows is how many there are.
func (c *Days) Rows() int { return len(c.values) }

// Reset is Column's.
func (c *Days) Reset() { c.values = c.values[:0] }

func (c *Days) encode(b *proto.Buffer) {
	for _, day := range c.values {
		b.PutUInt16(uint16(day))
	}
}
