package main

import (
	"embed"

	"regulars"
	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

type aggregateParams struct {
	Brand string
	Date  regulars.BusinessDate
	Cycle float64 // days
}

type urlParams struct{ Brand, URL string }

type pagesParams struct {
	List []string // the keys that lead to the list of orders; none: each row is an order
	URL  string
}

type storedParams struct{ Brand, Shop string }

type fileParams struct{ Path string }

var (
	plainAggregate = schema.NewScript[aggregateParams]("bench", files, "aggregate.sql")
	diskSizes      = schema.NewScript[schema.NoParams]("bench", files, "disk.sql")
	cpuNow         = schema.NewScript[schema.NoParams]("bench", files, "cpu.sql")
	memoryNow      = schema.NewScript[schema.NoParams]("bench", files, "memory.sql")
	plainFile      = schema.NewScript[fileParams]("bench", files, "file.sql")
	ordersStored   = schema.NewScript[storedParams]("bench", files, "stored.sql")
	plainURL       = schema.NewScript[urlParams]("bench", files, "url.sql")
	plainPages     = schema.NewScript[pagesParams]("bench", files, "pages.sql")
	pagesKept      = schema.NewScript[schema.NoParams]("bench", files, "pages_kept.sql")
)
