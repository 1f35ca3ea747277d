package rekey

import (
	"maps"
	"slices"
)

// Tables lists the tables that a run builds again.
func Tables() []string {
	var names []string
	for _, t := range tables {
		names = append(names, t.name)
	}
	return names
}

// KillAfter lets a run die before it changes something for the n-th time, until the
// returned function is called.
func KillAfter(n int, err error) func() {
	step = func() error {
		if n--; n < 0 {
			return err
		}
		return nil
	}
	return func() { step = func() error { return nil } }
}

// Columns lists the columns of each table that a run changes.
func Columns() map[string][]string {
	all := map[string][]string{}
	for _, t := range tables {
		all[t.name] = append(slices.Collect(maps.Keys(t.other)), t.ids...)
	}
	return all
}
