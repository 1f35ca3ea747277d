package pull

import "regulars/platform"

// Progress is how far a pull is: what it resumes from, and what people see.
type Progress struct {
	Cursor   platform.Cursor // behind the last page that is stored
	Pages    int64
	Rows     int64  // stored, repeats included
	Rejected int64  // kept apart with their reasons
	Waits    string // what it waits for at this moment, if anything
}

// Tracker keeps the progress. Update changes it under a lock, since the loader and
// what watches the shop's pace change different parts of it, and makes it known.
type Tracker interface {
	Update(change func(*Progress))
}
