package column

import "github.com/ClickHouse/ch-go/proto"

// Words are a LowCardinality(String): few words, each of which is kept once.
type Words struct {
	places map[string]uint32
	words  []string
	keys   []uint32
	last   string // the word of the last row, which is often the next one's
}

// Add adds a row.
func (c *Words) Add(word string) {
	if n := len(c.keys); n > 0 && word == c.last {
		c.keys = append(c.keys, c.keys[n-1])
		return
	}
	if c.places == nil {
		c.places = map[string]uint32{}
	}
	place, known := c.places[word]
	if !known {
		place = uint32(len(c.words))
		c.places[word] = place
		c.words = append(c.words, word)
	}
	c.keys, c.last = append(c.keys, place), word
}

// Rows is how many there are.
func (c *Words) Rows() int { return len(c.keys) }

// Reset is Column's.
func (c *Words) Reset() {
	clear(c.places)
	clear(c.words) // they may be parts of a shop's answers
	c.words, c.keys, c.last = c.words[:0], c.keys[:0], ""
}

// How a LowCardinality is written: how wide its keys are, and that its words stand before
// them.
const (
	keysOf8  = 0
	keysOf16 = 1
	keysOf32 = 2

	ownWords = 1<<9 | 1<<10
)

func (c *Words) encode(b *proto.Buffer) {
	if len(c.keys) == 0 {
		return
	}
	width := keysOf32
	switch {
	case len(c.words) <= 1<<8:
		width = keysOf8
	case len(c.words) <= 1<<16:
		width = keysOf16
	}
	b.PutInt64(int64(ownWords | width))
	b.PutInt64(int64(len(c.words)))
	for _, word := range c.words {
		b.PutString(word)
	}
	b.PutInt64(int64(len(c.keys)))
	for _, key := range c.keys {
		switch width {
		case keysOf8:
			b.PutUInt8(uint8(key))
		case keysOf16:
			b.PutUInt16(uint16(key))
		default:
			b.PutUInt32(key)
		}
	}
}

// Optional is a Nullable of amounts.
type Optional struct {
	values Amounts
	absent Flags
}

// Add adds a row.
func (c *Optional) Add(units int64) { c.add(units, false) }

// AddNone adds a row without a value.
func (c *Optional) AddNone() { c.add(0, true) }

func (c *Optional) add(units int64, absent bool) {
	c.values.Add(units)
	c.absent.Add(absent)
}

// Rows is how many there are.
func (c *Optional) Rows() int { return c.values.Rows() }

// Reset is Column's.
func (c *Optional) Reset() {
	c.values.Reset()
	c.absent.Reset()
}

func (c *Optional) encode(b *proto.Buffer) {
	c.absent.encode(b)
	c.values.encode(b)
}

// Lists are an Array: the values of all rows, one after another. Add the values of a row
// to Of, then End it.
type Lists[C any, P interface {
	*C
	Column
}] struct {
	Of   C
	ends []uint64
}

// End ends a row.
func (c *Lists[C, P]) End() { c.ends = append(c.ends, uint64(P(&c.Of).Rows())) }

// Rows is how many there are.
func (c *Lists[C, P]) Rows() int { return len(c.ends) }

// Reset is Column's.
func (c *Lists[C, P]) Reset() {
	c.ends = c.ends[:0]
	P(&c.Of).Reset()
}

func (c *Lists[C, P]) encode(b *proto.Buffer) {
	for _, end := range c.ends {
		b.PutUInt64(end)
	}
	P(&c.Of).encode(b)
}

// Arrays of each kind of values.
type (
	TextLists    = Lists[Texts, *Texts]
	WordLists    = Lists[Words, *Words]
	NumberLists  = Lists[Numbers, *Numbers]
	FloatLists   = Lists[Floats, *Floats]
	AmountLists  = Lists[Amounts, *Amounts]
	OptionalList = Lists[Optional, *Optional]
	FlagLists    = Lists[Flags, *Flags]
	DayLists     = Lists[Days, *Days]
)
