package trace

import "embed"

//go:embed *.sql evidence/*.sql
var files embed.FS
