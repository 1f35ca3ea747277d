package shops

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/sandbox/brand"
)

// paging is the part of a list that was asked for.
type paging struct {
	page, perPage, offset int
	keepsTotal            bool // past the end, too
}

func parsePaging(q url.Values) (paging, *wooError) {
	p := paging{page: 1, perPage: 10, offset: -1}
	for name, target := range map[string]*int{"page": &p.page, "per_page": &p.perPage, "offset": &p.offset} {
		text := q.Get(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return p, invalidParam(name, name+" is not of type integer.")
		}
		*target = n
	}
	if p.page < 1 {
		return p, invalidParam("page", "page must be greater than or equal to 1")
	}
	if p.perPage < 1 || p.perPage > 100 {
		return p, invalidParam("per_page", "per_page must be between 1 (inclusive) and 100 (inclusive)")
	}
	if p.offset < 0 {
		p.offset = (p.page - 1) * p.perPage
	}
	return p, nil
}

// head writes the counts and the link to the next page, and returns the bounds
// of this one. Past the end the shop forgets how many there are.
func (p paging) head(w http.ResponseWriter, r *http.Request, total int) (from, to int) {
	from, to = min(p.offset, total), min(p.offset+p.perPage, total)
	if from == total && p.page > 1 && !p.keepsTotal {
		total = 0
	}
	pages := (total + p.perPage - 1) / p.perPage
	w.Header().Set("X-WP-Total", strconv.Itoa(total))
	w.Header().Set("X-WP-TotalPages", strconv.Itoa(pages))
	if p.page < pages {
		next := r.URL.Query()
		next.Del("consumer_key")
		next.Del("consumer_secret")
		next.Set("page", strconv.Itoa(p.page+1))
		w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?%s>; rel="next"`, r.Host, r.URL.Path, next.Encode()))
	}
	return from, to
}

// wooTime reads a filter's time. Without a zone it is the shop's own, or UTC
// with dates_are_gmt=true, which also ignores any zone that is given. A fraction
// of a second loses the zone: such a time is read as the shop's own.
func (s *WooCommerce) wooTime(q url.Values, name string, absent int64) (int64, *wooError) {
	text := q.Get(name)
	if text == "" {
		return absent, nil
	}
	if len(text) < len(wooLayout) {
		return 0, invalidParam(name, "Invalid date.")
	}
	naive, rest := text[:len(wooLayout)], text[len(wooLayout):]
	zone := s.Zone
	if q.Get("dates_are_gmt") == "true" {
		zone = time.UTC
	} else if rest != "" && rest[0] != '.' {
		zoned, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return 0, invalidParam(name, "Invalid date.")
		}
		return zoned.Unix(), nil
	}
	t, err := time.ParseInLocation(wooLayout, naive, zone)
	if err != nil {
		return 0, invalidParam(name, "Invalid date.")
	}
	return t.Unix(), nil
}

// pluginStatus is a status that a plugin added; no order is in it.
const pluginStatus = "awaiting-pickup"

var wooStatuses = []string{"any", "trash", "auto-draft", "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft", pluginStatus}

// wooStatus is a set of statuses; all is true when it has every one that an
// order with a modified time can be in.
type wooStatus struct {
	names map[string]bool
	any   bool
	all   bool
}

func parseStatus(q url.Values) (wooStatus, *wooError) {
	set := wooStatus{names: map[string]bool{}}
	for key, values := range q {
		if key != "status" && !strings.HasPrefix(key, "status[") {
			continue
		}
		for _, name := range strings.Split(strings.Join(values, ","), ",") {
			if !slices.Contains(wooStatuses, name) {
				return set, invalidParam("status", fmt.Sprintf("status[%d] is not one of %s, and %s.", len(set.names),
					strings.Join(wooStatuses[:len(wooStatuses)-1], ", "), wooStatuses[len(wooStatuses)-1]))
			}
			set.names[name] = true
		}
	}
	set.any = len(set.names) == 0 || set.names["any"]
	set.all = !slices.ContainsFunc(wooStatuses[3:10], func(name string) bool { return !set.any && !set.names[name] }) && set.names["trash"]
	return set, nil
}

func statusOf(o *brand.Order) string {
	switch {
	case o.State == brand.StateDraft:
		return "checkout-draft"
	case o.Listed() && o.Refunded() >= o.Total() && o.Refunded() > 0:
		return "refunded"
	}
	return string(o.State)
}

func (set wooStatus) has(o *brand.Order) bool {
	if set.names[statusOf(o)] {
		return true
	}
	return set.any && o.Listed()
}

// matching finds the orders that a request asks for, in its order.
func (s *WooCommerce) matching(q url.Values) (brand.Timeline, *wooError) {
	status, problem := parseStatus(q)
	if problem != nil {
		return nil, problem
	}
	bounds := [4]int64{-brand.Forever, brand.Forever, -brand.Forever, brand.Forever}
	for i, name := range [...]string{"modified_after", "modified_before", "after", "before"} {
		at, problem := s.wooTime(q, name, bounds[i])
		if problem != nil {
			return nil, problem
		}
		bounds[i] = at
	}
	modified, placed := span{bounds[0] + 1, bounds[1]}, span{bounds[2] + 1, bounds[3]}
	orderby, descending := q.Get("orderby"), q.Get("order") != "asc"
	if !slices.Contains([]string{"", "date", "id", "include", "title", "slug", "modified"}, orderby) {
		return nil, invalidParam("orderby", "orderby is not one of date, id, include, title, slug, and modified.")
	}
	only := include(q)
	sorted := !descending && orderby == "modified" && placed == everythingAfter && only == nil && !s.PostsStorage
	if sorted && status.all {
		return s.WithTrash.Between(modified.from, modified.to), nil
	}
	if sorted && status.any && len(status.names) < 2 {
		return s.Changed.Between(modified.from, modified.to), nil
	}
	var found brand.Timeline
	orders := s.Orders
	for i := range orders {
		o := &orders[i]
		if !status.has(o) || !modified.holds(o.Updated) || !placed.holds(o.Placed) || only != nil && !only[s.orderID(o)] {
			continue
		}
		found = append(found, brand.Moment{At: s.sortValue(o, orderby), Number: o.Number})
	}
	found.Sort()
	if descending {
		slices.Reverse(found)
	}
	return found, nil
}

var everythingAfter = span{-brand.Forever + 1, brand.Forever}

func (s *WooCommerce) sortValue(o *brand.Order, orderby string) int64 {
	switch orderby {
	case "modified":
		return s.listTime(o.Updated)
	case "", "date":
		return s.listTime(o.Placed)
	}
	return int64(o.Number)
}

// listTime is what lists are sorted by: the time, or in the posts storage what
// the shop's clock showed then.
func (s *WooCommerce) listTime(unix int64) int64 {
	if !s.PostsStorage {
		return unix
	}
	_, offset := time.Unix(unix, 0).In(s.Zone).Zone()
	return unix + int64(offset)
}

func include(q url.Values) map[int64]bool {
	var ids map[int64]bool
	for key, values := range q {
		if key != "include" && !strings.HasPrefix(key, "include[") {
			continue
		}
		for _, text := range strings.Split(strings.Join(values, ","), ",") {
			if id, err := strconv.ParseInt(text, 10, 64); err == nil {
				if ids == nil {
					ids = map[int64]bool{}
				}
				ids[id] = true
			}
		}
	}
	return ids
}
