package platform

import (
	"strings"
	"time"

	"regulars"
)

// Sight is what a platform can tell about all its records of an entity, whenever
// they changed. Without it a record that is deleted is never missed.
type Sight struct {
	Entity Entity
	Total  bool // how many there are: Source.Total
	Spans  bool // and how many of them were created within a span; else only all before a moment
	List   bool // all ids with their times of change: Source.List
	ByID   bool // whether one id is still there: Source.Read

	// Unseen is what of the entity nothing announces, or nobody can see, and what is
	// done instead; none: nothing.
	Unseen []Unseen
}

// Unseen is what a platform doesn't announce or show of an entity. Its words, which also
// say what is done instead, stand in present/cause.
type Unseen string

// What platforms don't announce or show.
const (
	OrdersDeleted      Unseen = "orders_deleted"
	OrdersGone         Unseen = "orders_gone"
	PostsEdited        Unseen = "posts_edited"
	PostsLines         Unseen = "posts_lines"
	RefundsDeleted     Unseen = "refunds_deleted"
	CustomersDeleted   Unseen = "customers_deleted"
	GuestsUnlisted     Unseen = "guests_unlisted"
	OldOrdersHidden    Unseen = "old_orders_hidden"
	RefundTimeUnknown  Unseen = "refund_time_unknown"
	PaymentsSilent     Unseen = "payments_silent"
	CustomerGoneSilent Unseen = "customer_gone_silent"
	RefundOfTaken      Unseen = "refund_of_taken"
	AddressSilent      Unseen = "address_silent"
	ConsentInMetadata  Unseen = "consent_in_metadata"
	NeverTried         Unseen = "never_tried"
	DeliverySilent     Unseen = "delivery_silent"
	ArchivedUnlisted   Unseen = "archived_unlisted"
	OrdersSilent       Unseen = "orders_silent"
	OlderSilent        Unseen = "older_silent"
	RefundsSilent      Unseen = "refunds_silent"
	ConsentInFields    Unseen = "consent_in_fields"
	ArchivedUnknown    Unseen = "archived_unknown"
	FilesAreTheShop    Unseen = "files_are_the_shop"
	FilesKeep          Unseen = "files_keep"
	ProductsDeleted    Unseen = "products_deleted"
	ProductsKept       Unseen = "products_kept"
	CheckoutsKept      Unseen = "checkouts_kept"
	CartsUntold        Unseen = "carts_untold"
	ProductsUntold     Unseen = "products_untold"
)

// Tells lists what the platform can tell.
func (s Sight) Tells() string {
	var tells []string
	for _, t := range []struct {
		can  bool
		what string
	}{{s.Total, "total"}, {s.List, "ids with times of change"}, {s.ByID, "one by its id"}} {
		if t.can {
			tells = append(tells, t.what)
		}
	}
	if len(tells) == 0 {
		return "nothing"
	}
	return strings.Join(tells, ", ")
}

// SightOf finds what is declared of an entity; without a declaration it is nothing.
func SightOf(sights []Sight, e Entity) Sight {
	for _, s := range sights {
		if s.Entity == e {
			return s
		}
	}
	return Sight{Entity: e}
}

// Listed is a record as the shop's whole list shows it: its id and what a stored
// record is compared by. A field that the list doesn't show is zero.
type Listed struct {
	ID         string
	Order      string    // of a refund: the id of its order
	Modified   time.Time // zero: not shown, then nothing but the id is compared
	Status     string
	CustomerID string
	Email      string
	Total      regulars.Money // before refunds, in the order's own currency
	Refunded   regulars.Money // of a refund: its amount
}

// ListPage is a part of a shop's whole list.
type ListPage struct {
	Records []Listed
	Next    Cursor // where the list goes on
}

// Fate is what a shop said of ids that it was asked for one by one.
type Fate struct {
	Deleted []string // gone for good: the shop answers that there is no such record
	Hidden  []string // there, and in no list: a status whose plugin was removed
}
