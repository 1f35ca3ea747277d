package erase

import (
	"embed"

	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

const room = "erase"

type (
	personParams struct {
		Brand string
		Nodes []uint64
	}
	brandParams     struct{ Brand string }
	customersParams struct {
		Brand          string
		NodeK0, NodeK1 uint64
	}
	findParams struct {
		Brand          string
		LineProvider   string
		Shop           string
		NodeK0, NodeK1 uint64
	}
	blankParams struct {
		Brand  string
		LoadID string
	}
	returnedParams struct {
		Brand            string
		K0, K1           uint64
		Shops, Providers []string // of LINE, by shop
	}
	aliasParams struct {
		Brand  string
		R0, R1 uint64 // of the random ids
	}
)

var (
	personScript    = schema.NewScript[personParams](room, files, "person.sql")
	sharedScript    = schema.NewScript[personParams](room, files, "shared.sql")
	formerScript    = schema.NewScript[brandParams](room, files, "former.sql")
	customersScript = schema.NewScript[customersParams](room, files, "customers.sql")
	ordersScript    = schema.NewScript[findParams](room, files, "orders.sql")
	visitorsScript  = schema.NewScript[brandParams](room, files, "visitors.sql")
	blankScript     = schema.NewScript[blankParams](room, files, "blank_orders.sql")
	aliasScript     = schema.NewScript[aliasParams](room, files, "aliases.sql")
	returnedScript  = schema.NewScript[returnedParams](room, files, "returned.sql")
	receivedScript  = schema.NewScript[brandParams](room, files, "received.sql")
)
