package document

// Words is a word for all columns of a feed, or one for each.
type Words map[string]string

// Of returns the word of a column; empty where none is given.
func (w Words) Of(column string) string {
	if word, given := w[column]; given {
		return word
	}
	return w[""]
}
