package feed

import (
	"embed"

	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

// params are those of the .sql files of an import; each takes some of them.
type params struct {
	Brand, Shop, LoadID         string
	NodeK0, NodeK1              uint64 // the key of the brand's nodes
	Version                     uint64
	Zone                        string // the brand's, for business dates
	LineProvider                string
	BrandCurrency, ShopCurrency string

	// The rates of the config, sorted by their first date.
	RateCurrency, RateFrom, RateValue []string

	Rows, Next schema.Identifier // work tables: rows of the files, records

	Target   schema.Identifier // of upsert and stored: the table that the records belong to
	Limit    uint64            // of incomplete and without_rate: how many rows are listed
	Kept     schema.Identifier // of newest: the table of the rows that stay
	Keep     string            // of newest: row, file or sum
	Grain    string            // of contested: line, order, or empty where it isn't declared
	Updates  bool              // of contested: a row says when the order was changed
	Strict   bool              // of contested: no row may stand for another one
	ShopZone string            // of contested: the zone in which times are shown
	Computed []string          // of cells: the flags that are no column of the file but an expression

	FirstRow        bool     // of orders: the order's cells stand on the first of its rows only
	Once            []string // of orders: amounts that are the order's, and stand on each of its rows
	Words, Meanings []string // of orders: the status words, and what each means

	K0, K1 uint64            // of erased_rows: the key of who was erased
	Gone   schema.Identifier // of erased_rows: the table that it makes

	ZonesWritten, ZonesMeant []string // of customers: how time zones may be written, in lower case, and which each is

	Nobody   string            // of look: a pattern of the identifiers that are nobody's
	Answers  schema.Identifier // of customer_consents: the table that it makes
	Consents []string          // of customer_consents: the channels that the feed speaks of
}

type lastLoadParams struct{ Brand, Shop, Entity, Prefix string }

type stylesParams struct{ Brand, Shop, Feed string }

var (
	lastLoad = schema.NewScript[lastLoadParams]("feed", files, "last_load.sql")

	knownStyles = schema.NewScript[stylesParams]("feed", files, "known_styles.sql")

	makeConsents         = schema.NewStep[params]("feed", files, "consents.sql")
	makeCosts            = schema.NewStep[params]("feed", files, "costs.sql")
	makeCustomerConsents = schema.NewStep[params]("feed", files, "customer_consents.sql")
	makeCustomers        = schema.NewStep[params]("feed", files, "customers.sql")
	makeEvents           = schema.NewStep[params]("feed", files, "events.sql")
	makeOrders           = schema.NewStep[params]("feed", files, "orders.sql")
	makeProducts         = schema.NewStep[params]("feed", files, "products.sql")

	findErased        = schema.NewStep[params]("feed", files, "erased_rows.sql")
	blankErasedOrders = schema.NewStep[params]("feed", files, "erased_orders.sql")
	leaveOutErased    = schema.NewStep[params]("feed", files, "erased_people.sql")

	lookAtOrders     = schema.NewStep[params]("feed", files, "look.sql")
	contestedOrders  = schema.NewStep[params]("feed", files, "contested.sql")
	incompleteOrders = schema.NewStep[params]("feed", files, "incomplete.sql")
	orderCells       = schema.NewStep[params]("feed", files, "cells.sql")
	newestRows       = schema.NewStep[params]("feed", files, "newest.sql")
	oddConsents      = schema.NewStep[params]("feed", files, "odd_consents.sql")
	repeatedOrders   = schema.NewStep[params]("feed", files, "repeated.sql")
	storedRecords    = schema.NewStep[params]("feed", files, "stored.sql")
	unknownZones     = schema.NewStep[params]("feed", files, "unknown_zones.sql")
	unmappedOrders   = schema.NewStep[params]("feed", files, "unmapped.sql")
	unknownWords     = schema.NewStep[params]("feed", files, "unknown_words.sql")
	upsertRecords    = schema.NewStep[params]("feed", files, "upsert.sql")
	withoutRate      = schema.NewStep[params]("feed", files, "without_rate.sql")
)
