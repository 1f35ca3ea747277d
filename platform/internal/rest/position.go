package rest

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"regulars/platform"
)

// position is where a walk stands: in the slice from Since until Until, behind the rows of
// the pages before.
type position struct {
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"` // zero: the list's end
	Now   bool      `json:"now,omitempty"`  // Until is when the slice began: another one follows
	Part  int       `json:"part,omitempty"` // of a list that is read in parts
	Key   string    `json:"key,omitempty"`  // the last row's, or the link of the page
	Page  int       `json:"page,omitempty"` // the page to read (by offset, its first row), from 1; 0: by the key
	Seen  int       `json:"seen,omitempty"` // rows so far, by the key
	Total int       `json:"total"`          // rows of the slice when they were last counted; -1: nobody says
	Size  int       `json:"size,omitempty"` // rows of a page; 0: the list's
}

func (p position) cursor() platform.Cursor {
	text, _ := json.Marshal(p) // a struct of plain fields can't fail
	return platform.Cursor(text)
}

// start is where a walk begins; a cursor that can't be read means from the beginning.
func (k *walk) start(from platform.Cursor) position {
	var p position
	if json.Unmarshal([]byte(from), &p) == nil && from != "" && (p.Key != "" || p.Page > 0 || p.Part > 0) {
		return p
	}
	return k.slice(k.from, position{})
}

// slice is the first position of the slice that begins at a moment.
func (k *walk) slice(since time.Time, before position) position {
	p := position{Since: since, Until: k.to, Total: -1, Size: before.Size}
	if k.list.Cut == ByNumber || k.list.Cut == ByOffset {
		p.Page = 1
	}
	if k.list.Span == 0 || k.bounds.none() {
		return p
	}
	if p.Since.IsZero() {
		p.Since = k.list.Begin
	}
	end := k.to
	if end.IsZero() {
		end = k.now().UTC()
	}
	p.Until = ceiling(floor(p.Since).Add(k.list.Span))
	if !p.Until.Before(end) {
		p.Until, p.Now = end, k.to.IsZero()
	}
	return p
}

// size is how many rows to ask for.
func (k *walk) size(p position) int { return cmp.Or(p.Size, k.list.Size) }

// resized is a position with pages of another size, for the rest of the load: the unread
// rows then begin on another numbered page.
func (k *walk) resized(p position, size int) position {
	if p.Page > 0 && k.list.Cut != ByOffset {
		p.Page = (p.Page-1)*k.size(p)/size + 1
	}
	if size != k.list.Size {
		p.Size = size
	}
	return p
}

// query is the question for the page of a position.
func (k *walk) query(p position) url.Values {
	if k.list.Cut == ByLink && p.Key != "" {
		return url.Values{k.list.CutKey: {p.Key}}
	}
	q := with(k.list.part(p.Part), k.bounds.query(p.Since, p.Until))
	switch {
	case k.list.Cut == ByOffset:
		q.Set(k.list.CutKey, strconv.Itoa(p.Page-1))
	case k.list.Cut == ByNumber:
		q.Set(k.list.CutKey, strconv.Itoa(p.Page))
	case p.Page > 0:
		q.Set("page", strconv.Itoa(p.Page))
	case p.Key != "":
		q.Set(k.list.CutKey, p.Key)
	}
	return q
}

// next is where to go on behind a page; done reports that the slice is whole.
func (k *walk) next(p position, page answer) (next position, done bool) {
	switch {
	case k.list.Cut == ByOffset:
		return k.nextOffset(p, page)
	case p.Page > 0:
		return k.nextNumber(p, page)
	case k.list.Cut == ByLink:
		next = p
		next.Key = page.link
		return next, page.link == ""
	}
	return k.nextKey(p, page)
}

// nextKey goes on behind the last row. A page that isn't full is the last one, unless the
// list counts more rows than it has shown: the rest is then read by number.
func (k *walk) nextKey(p position, page answer) (next position, done bool) {
	next = p
	if p.Key == "" {
		next.Total = page.total
	}
	fresh := len(page.rows)
	for _, r := range page.rows {
		if r.ID == "" {
			continue
		}
		if r.ID == p.Key {
			fresh-- // the platform includes the row of the key
		}
		next.Key = r.ID
	}
	next.Seen += fresh
	switch {
	case len(page.rows) >= k.size(p) && next.Key != p.Key:
		return next, false
	case next.Seen >= next.Total:
		return next, true
	}
	next.Page = next.Seen/k.size(p) + 1
	return next, false
}

// nextNumber goes on at the page behind. When rows have left the list, the unread ones have
// moved forward by as many places, onto pages that were read already: it steps back that far.
func (k *walk) nextNumber(p position, page answer) (next position, done bool) {
	size, total := k.size(p), page.total
	if len(page.rows) == 0 && total <= 0 {
		total = (p.Page - 1) * size // behind the last page some shops count none at all
	}
	next = p
	next.Page, next.Total = p.Page+1, total
	if k.list.Cut == ByKey {
		return next, p.Page*size >= total // nothing that was read by its key moves forward
	}
	if left := p.Total - total; p.Page > 1 && total >= 0 && left > 0 {
		next.Page = max(1, p.Page-(left+size-1)/size)
		return next, false
	}
	if total < 0 {
		return next, len(page.rows) < size
	}
	return next, p.Page*size >= total
}

// nextOffset goes on with the last row of the page, which must come again: where it doesn't,
// rows have left the list and the unread ones have moved forward, and it steps back by a page.
func (k *walk) nextOffset(p position, page answer) (next position, done bool) {
	next = p
	n, size := len(page.rows), k.size(p)
	if p.Page > 1 && !page.has(p.Key) {
		next.Page = max(1, p.Page-size)
		return next, false
	}
	back := 0
	for i := n - 1; i >= 0 && back == 0; i-- {
		if page.rows[i].ID != "" {
			back, next.Key = n-i, page.rows[i].ID
		}
	}
	next.Page = p.Page + n - back
	if next.Page == p.Page && n > 0 {
		next.Page, next.Key = p.Page+n, "" // no row behind its first one can come again
	}
	return next, n < size
}

// has reports whether a page shows a row.
func (a answer) has(id string) bool {
	return id == "" || slices.ContainsFunc(a.rows, func(r *Row) bool { return r.ID == id })
}

// nextSlice is the first position of the slice behind one that is whole; done reports that
// there is none. A slice that reached the present is the last one if it was a single page:
// what changed while it was read is a moment's.
func (k *walk) nextSlice(p position) (next position, done bool) {
	if p.Part+1 < len(k.list.Parts) {
		next = k.slice(k.from, p)
		next.Part = p.Part + 1
		return next, false
	}
	if p.Until.IsZero() || k.list.Span == 0 || k.bounds.none() {
		return p, true
	}
	if p.Now && p.Page <= 1 || !p.Now && !k.to.IsZero() && !p.Until.Before(k.to) {
		return p, true
	}
	return k.slice(floor(p.Until), p), false
}
