package trace

import (
	"embed"

	"regulars/schema"
)

//go:embed *.sql */*.sql
var files embed.FS

var _ = schema.Register("trace", files)
