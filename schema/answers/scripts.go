package answers

import (
	"embed"
	"time"

	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

const room = "answers"

type (
	sinceParams struct {
		Brand string
		Since time.Time
	}
	seenParams struct {
		Brand, Channel string
		Messages       []string
		Events         []string
	}
	owedParams struct {
		Brands, Campaigns, Dates []string
		Members                  []uint64
	}
	peopleParams struct {
		Brand string
		Nodes []uint64
	}
)

var (
	attributeScript = schema.NewScript[sinceParams](room, files, "attribute.sql")
	actingScript    = schema.NewScript[sinceParams](room, files, "acting.sql")
	machinesScript  = schema.NewScript[sinceParams](room, files, "machines.sql")
	seenScript      = schema.NewScript[seenParams](room, files, "seen.sql")
	owedScript      = schema.NewScript[owedParams](room, files, "owed.sql")
	peopleScript    = schema.NewScript[peopleParams](room, files, "people.sql")
)
