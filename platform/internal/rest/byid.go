package rest

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"regulars"
	"regulars/platform"
)

// ByID is how records are asked for by their ids.
type ByID struct {
	Many   string // the query parameter of the list that takes several ids; empty: none does
	AtOnce int    // how many
	Joined bool   // by commas, in one parameter
	Sure   bool   // what the list of the ids doesn't show is deleted

	Bare bool // what fills the rows of the list needs nothing but an id

	One    string // the path of one record, %s in the place of its id; empty: none
	Row    string // the key of the record in the answer; empty: the answer is the record
	Gone   []int  // the statuses that say that there is no such record
	Hidden []int  // the statuses that say that it is there, and shown nowhere
}

const readAtOnce = 50

// Read asks for records by their ids: by the list where it takes ids, then for each that
// the list doesn't show alone.
func (s *Source) Read(ctx context.Context, e platform.Entity, ids []string, yield func(platform.Page) error) (platform.Fate, error) {
	var fate platform.Fate
	l, err := s.list(e)
	if err != nil {
		return fate, err
	}
	atOnce := l.ByID.AtOnce
	if atOnce == 0 {
		atOnce = readAtOnce
	}
	for some := range slices.Chunk(ids, atOnce) {
		rows, err := s.readSome(ctx, l, some, &fate)
		if err != nil {
			return fate, err
		}
		if err := yield(pageOf(e, rows, "")); err != nil {
			return fate, err
		}
	}
	return fate, nil
}

func (s *Source) readSome(ctx context.Context, l *List, ids []string, fate *platform.Fate) ([]*Row, error) {
	if l.ByID.Bare {
		return s.readBare(ctx, l, ids)
	}
	rows, listed, err := s.readMany(ctx, l, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if slices.ContainsFunc(rows, func(r *Row) bool { return r.ID == id }) {
			continue
		}
		if l.ByID.One == "" {
			if listed && l.ByID.Sure {
				fate.Deleted = append(fate.Deleted, id)
			}
			continue
		}
		row, err := s.readOne(ctx, l, id, fate)
		if err != nil {
			return nil, err
		}
		if row == nil {
			continue
		}
		rows = append(rows, row)
		if listed && !row.gone() {
			fate.Hidden = append(fate.Hidden, id) // there, and in no list
		}
	}
	if fill := s.filler(l); fill != nil && len(rows) > 0 {
		size := l.Size
		err = fill(ctx, rows, &size)
	}
	return rows, err
}

// readBare fills rows that hold nothing but an id, and returns those of which the shop shows
// something.
func (s *Source) readBare(ctx context.Context, l *List, ids []string) ([]*Row, error) {
	var rows []*Row
	for _, id := range ids {
		rows = append(rows, &Row{ID: id, Order: &regulars.Order{ID: id}})
	}
	size := l.Size
	err := s.filler(l)(ctx, rows, &size)
	return slices.DeleteFunc(rows, func(r *Row) bool { return r.Raw == nil }), err
}

// readMany asks the list for ids, as many at a time as the shop has the time for. Where no
// list takes ids, it only makes sure that the shop answers: a shop that is another one has
// none of the records, and says so. Listed reports whether the list looked for the ids: one
// that shows other records doesn't know the parameter.
func (s *Source) readMany(ctx context.Context, l *List, ids []string) (rows []*Row, listed bool, err error) {
	if l.ByID.Many == "" {
		first := *l
		first.Op, first.Least = "one of all "+string(l.Entity), 1
		_, err := s.Client.page(ctx, &first, l.Changed.query(l.Begin, l.Begin.Add(l.Span)), 1)
		return nil, false, err
	}
	listed = true
	for at := range max(1, len(l.Parts)) {
		found, honoured, err := s.readPart(ctx, l, at, ids)
		if err != nil {
			return nil, false, err
		}
		rows, listed = append(rows, found...), listed && honoured
	}
	return rows, listed, nil
}

func (s *Source) readPart(ctx context.Context, l *List, at int, ids []string) (rows []*Row, listed bool, err error) {
	listed = true
	for size := min(len(ids), l.Size); len(ids) > 0; {
		n := min(size, len(ids))
		query := url.Values{l.ByID.Many: ids[:n]}
		if l.ByID.Joined {
			query = url.Values{l.ByID.Many: {strings.Join(ids[:n], ",")}}
		}
		page, err := s.Client.page(ctx, l, with(l.part(at), query), l.Size)
		if smaller, ok := platform.Smaller(err, n, l.Least); ok {
			size = smaller
			continue
		}
		if err != nil {
			return nil, false, err
		}
		for _, r := range page.rows {
			if slices.Contains(ids[:n], r.ID) {
				rows = append(rows, r)
			} else {
				listed = false
			}
		}
		ids = ids[n:]
	}
	return rows, listed, nil
}

// readOne asks for one record; nil: the shop says that it is deleted, or hides it.
func (s *Source) readOne(ctx context.Context, l *List, id string, fate *platform.Fate) (*Row, error) {
	var row *Row
	var none bool
	ask := Request{Op: "one of the " + string(l.Entity), Path: strings.Replace(l.ByID.One, "%s", url.PathEscape(id), 1), Query: l.Query}
	_, err := s.Client.Ask(ctx, ask, func(r *Reader) { row, none = l.one(r) })
	isOne := func(status int) bool { return IsStatus(err, status) }
	switch {
	case slices.ContainsFunc(l.ByID.Gone, isOne), err == nil && none:
		fate.Deleted = append(fate.Deleted, id)
		return nil, nil
	case slices.ContainsFunc(l.ByID.Hidden, isOne):
		fate.Hidden = append(fate.Hidden, id)
		return nil, nil
	case err == nil && row == nil:
		err = &platform.Error{Op: ask.Op, Err: errShape, Hint: "the platform's API has changed: the connector has to follow it"}
	}
	return row, err
}

// one reads the answer about one record; none: it says by a null that there is none.
func (l *List) one(r *Reader) (row *Row, none bool) {
	read := func() {
		if none = r.IsNull(); none {
			r.Text()
			return
		}
		row = l.Read(r)
	}
	if l.ByID.Row == "" {
		read()
		return row, none
	}
	r.Keys(func(key string) {
		if key == l.ByID.Row {
			read()
		}
	})
	return row, none
}
