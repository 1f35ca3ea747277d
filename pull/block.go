package pull

import (
	"time"

	"regulars"
	"regulars/platform"
)

// A block is stored when it holds so many rows or bytes of raw records, or is so
// old. A page is never split: a block may be larger by its last page.
const (
	BlockRows  = 20_000
	BlockBytes = 8 << 20
	blockAge   = 2 * time.Second
)

// Larger blocks cost ClickHouse less, which writes a part of each partition for every
// one: as long as few loads run, a block may be some times as large. What all blocks of
// the process together hold beyond BlockBytes each is at most SpareBytes.
const (
	SpareBytes = 32 << 20
	blockSpare = 2 // BlockBytes more
)

// spare are the parts of SpareBytes that no block has.
var spare = newTokens(SpareBytes / BlockBytes)

// BlocksInFlight is how many blocks one pull holds in memory.
const BlocksInFlight = 2

// Block is what some pages held, and the cursor behind the last of them.
type Block struct {
	ReadAt    time.Time // not later than the first page was asked for: the rows' version
	Orders    []regulars.Order
	Customers []regulars.Customer
	Products  []regulars.Product
	Events    []regulars.Event
	Rejected  []regulars.Rejected
	Cursor    platform.Cursor
	Pages     int64

	bytes int
	spare int // tokens that it has
}

func (b *Block) rows() int {
	return len(b.Orders) + len(b.Customers) + len(b.Products) + len(b.Events) + len(b.Rejected)
}

func (b *Block) full(now time.Time) bool {
	return b.rows() >= BlockRows || now.Sub(b.ReadAt) >= blockAge || !b.fits()
}

// fits reports whether there is room for more bytes, if by taking what is spare.
func (b *Block) fits() bool {
	for b.bytes >= (1+b.spare)*BlockBytes {
		if b.spare == blockSpare || !spare.take() {
			return false
		}
		b.spare++
	}
	return true
}

// release gives back what the block had of what is spare, once nothing of it is held.
func (b *Block) release() {
	spare.give(b.spare)
	b.spare = 0
}

func (b *Block) add(page platform.Page) {
	b.Orders = append(b.Orders, page.Orders...)
	b.Customers = append(b.Customers, page.Customers...)
	b.Products = append(b.Products, page.Products...)
	b.Events = append(b.Events, page.Events...)
	b.Rejected = append(b.Rejected, page.Rejected...)
	b.Cursor = page.Next
	b.Pages++
	for i := range page.Orders {
		b.bytes += len(page.Orders[i].Raw)
	}
	for i := range page.Customers {
		b.bytes += len(page.Customers[i].Raw)
	}
	for i := range page.Rejected {
		b.bytes += len(page.Rejected[i].Raw)
	}
}
