package platform

import (
	"context"
	"time"

	"regulars"
)

// Entity is a kind of record that a shop holds.
type Entity string

// The entities that a source may yield.
const (
	Orders    Entity = "orders"
	Customers Entity = "customers"
	Products  Entity = "products"
	Events    Entity = "events"
	Costs     Entity = "costs"
	Consents  Entity = "consents"

	// Refunds come with their orders. By themselves they are only compared with the
	// shop as a whole.
	Refunds Entity = "refunds"
)

// Window is a half-open interval [From, To) of the times at which records
// changed. A zero From means from the beginning, a zero To on to the end of the
// list as it is when it is reached.
type Window struct {
	From time.Time
	To   time.Time
}

// Cursor is how far a pull came, in the platform's own terms. It is a hint: a
// pull that starts again from an older cursor yields rows twice, which the loader
// collapses, and never loses one.
type Cursor string

// Page is one answer of the platform, understood.
type Page struct {
	Orders    []regulars.Order
	Customers []regulars.Customer
	Products  []regulars.Product
	Events    []regulars.Event
	Rejected  []regulars.Rejected
	Next      Cursor // where a new pull continues after this page is stored
}

// Rows is how many records a page holds.
func (p Page) Rows() int {
	return len(p.Orders) + len(p.Customers) + len(p.Products) + len(p.Events) + len(p.Rejected)
}

// Source is one shop of a platform that answers page by page.
type Source interface {
	// Entities lists what the platform can yield, in the order in which to pull.
	Entities() []Entity

	// Pull hands every record of the entity that changed within the window to
	// yield, page by page, starting at the cursor ("" = the window's start). It
	// returns when the window is whole, when yield fails, or with an *Error.
	Pull(ctx context.Context, e Entity, w Window, from Cursor, yield func(Page) error) error

	// Count asks the platform how many records of the entity changed within the
	// window. It returns ErrNoCount where the platform can't count.
	Count(ctx context.Context, e Entity, w Window) (int64, error)

	// Reread yields once more what the platform's updated time is known to miss,
	// such as the payments of young orders; since is how far back to look. Each
	// connector's package comment names what its platform misses.
	Reread(ctx context.Context, since time.Time, yield func(Page) error) error

	// Sights declares what the shop can tell about itself as a whole, for each entity
	// that can be compared with what is stored.
	Sights() []Sight

	// Total asks how many records of the entity the shop has now that were created
	// within the span, whenever they changed. It returns ErrNoCount where the platform
	// can't count.
	Total(ctx context.Context, e Entity, created Window) (int64, error)

	// List hands every record that the shop shows now and that was created within the
	// span to yield, by its id and what a stored record is compared by, starting at
	// the cursor.
	List(ctx context.Context, e Entity, created Window, from Cursor, yield func(ListPage) error) error

	// Read asks for records by their ids. It yields those that the shop still has, as
	// they are now, and returns which ones the shop says are deleted. An id of which
	// neither can be said is in neither.
	Read(ctx context.Context, e Entity, ids []string, yield func(Page) error) (Fate, error)

	// Check dials the shop and returns what it says about itself. What makes pulls
	// impossible is returned as an *Error, what may surprise as a warning.
	Check(ctx context.Context) (Facts, error)
}
