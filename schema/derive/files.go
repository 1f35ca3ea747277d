package derive

import (
	"embed"

	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

var _ = schema.Register("derive", files)
