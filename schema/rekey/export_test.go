package rekey

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
