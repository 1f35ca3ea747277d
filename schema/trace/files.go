package trace

import (
	"embed"

	"regulars/schema/metric"
)

//go:embed *.sql evidence/*.sql
var embedded embed.FS

// files share the fragments of the metrics whose evidence they find.
var files = metric.WithFragments(embedded)
