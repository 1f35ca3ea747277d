package pull

import (
	"time"

	"regulars"
	"regulars/platform"
)

// A block is handed to the store when it holds so many rows or bytes of raw records, or
// is so old. A page is never split: a block may be larger by its last page.
const (
	BlockRows  = 20_000
	BlockBytes = 8 << 20
	blockAge   = 2 * time.Second
)

// Together blocks cost ClickHouse less, which writes a part of each partition for every
// insert, however small: a store may keep so many bytes of them, for so long, before they
// are stored.
const (
	TogetherBytes = 64 << 20
	togetherAge   = 5 * time.Second
)

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
	place bool // its last page is nothing but a place to go on from
}

func (b *Block) rows() int {
	return len(b.Orders) + len(b.Customers) + len(b.Products) + len(b.Events) + len(b.Rejected)
}

func (b *Block) full(now time.Time) bool {
	return b.rows() >= BlockRows || b.bytes >= BlockBytes || now.Sub(b.ReadAt) >= blockAge || b.place
}

func (b *Block) add(page platform.Page) {
	b.Orders = append(b.Orders, page.Orders...)
	b.Customers = append(b.Customers, page.Customers...)
	b.Products = append(b.Products, page.Products...)
	b.Events = append(b.Events, page.Events...)
	b.Rejected = append(b.Rejected, page.Rejected...)
	b.Cursor = page.Next
	b.Pages++
	b.place = isPlace(page)
	for i := range page.Orders {
		b.bytes += len(page.Orders[i].Raw)
	}
	for i := range page.Customers {
		b.bytes += len(page.Customers[i].Raw)
	}
	for i := range page.Products {
		b.bytes += len(page.Products[i].Raw)
	}
	for i := range page.Events {
		b.bytes += len(page.Events[i].Raw)
	}
	for i := range page.Rejected {
		b.bytes += len(page.Rejected[i].Raw)
	}
}

// isPlace reports whether a page is nothing but a place to go on from: the shop is about
// to do something that takes long, and another attempt must find it.
func isPlace(page platform.Page) bool { return page.Rows() == 0 }
