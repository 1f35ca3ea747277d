package check

import (
	"context"
	"errors"

	"regulars/channel/adlist"
	settings "regulars/config/adlist"
)

// checkAdList asks the platform whether a customer list would take people, and puts nobody
// onto it.
func checkAdList(brand string, l settings.List) func(context.Context) Finding {
	return func(ctx context.Context) Finding {
		f := Finding{What: "ad list " + brand + "/" + l.Name, Says: l.Platform + " takes people"}
		list, err := adlist.Open(l)
		if err != nil {
			f.Err = err
			return f
		}
		f.Err = errors.Join(list.Check(ctx), list.Close())
		return f
	}
}
