package config

import (
	"fmt"
	"strings"

	"regulars/config/presets"
)

// isFeed reports whether the shop itself is written as one feed.
func (s *Shop) isFeed() bool {
	return s.Feed.Path != "" || s.Feed.Preset != "" || len(s.Feed.Columns) > 0 || s.Feed.Entity != ""
}

// checkFeeds turns the two ways of writing feeds into one: afterwards s.Feeds
// holds them all.
func (r *reader) checkFeeds(path string, s *Shop) {
	single := s.isFeed()
	switch {
	case single && len(s.Feeds) > 0:
		r.Add(path+".feeds", "the shop has feeds and is a feed itself", "move path, entity and columns into one more item of feeds")
	case single:
		r.checkFeed(path, &s.Feed)
		s.Feeds = []Feed{s.Feed}
	case len(s.Feeds) == 0:
		r.Add(path+".path", "it is missing", "write the path of the file, a glob, or s3:// or https://")
	default:
		for i := range s.Feeds {
			r.checkFeed(item(path+".feeds", i), &s.Feeds[i])
		}
	}
}

func (r *reader) checkFeed(path string, f *Feed) {
	r.need(path+".path", f.Path, "write the path of the file, a glob, or s3:// or https://")
	if f.Path != "" && !strings.Contains(f.Path, "://") {
		f.Path = r.Resolve(f.Path)
	}
	if f.Preset != "" {
		r.oneOf(path+".preset", f.Preset, presets.Names())
	}
	r.ordersOnly(path+".grain", f, f.Grain, grains)
	r.ordersOnly(path+".order_cells", f, f.OrderCells, orderCells)
	r.ordersOnly(path+".on_repeat", f, f.OnRepeat, onRepeats)
	r.notNegative(path+".skip_lines", float64(f.SkipLines))
	r.oneOf(path+".entity", f.Entity, FeedEntities)
	if columns, known := ColumnsOf(f.Entity); known {
		r.checkColumns(path+".columns", f, columns)
		r.checkWords(path+".dates", f.Dates, columns)
		r.checkWords(path+".numbers", f.Numbers, columns)
	}
	if f.Quote != "" && f.Quote != "none" && len(f.Quote) != 1 {
		r.Add(path+".quote", "it is not one sign", "write the sign that stands around cells, or none")
	}
}

// checkWords finds words of columns that the feed doesn't give. What a word means is
// checked where it is read.
func (r *reader) checkWords(path string, words Words, columns FeedColumns) {
	for _, name := range sortedKeys(words) {
		if name != "" && !oneOf(name, columns.All()) {
			r.Add(path+"."+name, "there is no column "+name, suggest(name, columns.All()))
		}
	}
}

// ordersOnly checks a key that may be left out and that only orders have.
func (r *reader) ordersOnly(path string, f *Feed, value string, allowed []string) {
	if value == "" {
		return
	}
	r.oneOf(path, value, allowed)
	if f.Entity != "orders" && value != "order" {
		r.Add(path, "only orders have lines", "remove it")
	}
}

func (r *reader) checkColumns(path string, f *Feed, columns FeedColumns) {
	all := columns.All()
	for _, name := range sortedKeys(f.Columns) {
		if !oneOf(name, all) {
			r.Add(path+"."+name, fmt.Sprintf("%s have no column %s", f.Entity, name), suggest(name, all))
			continue
		}
		r.need(path+"."+name, f.Columns[name], "write a ClickHouse expression over the file's columns, or remove it")
	}
	for _, name := range columns.Required {
		if _, ok := f.Columns[name]; !ok {
			r.Add(path+"."+name, fmt.Sprintf("%s need the column %s", f.Entity, name), "write "+name+": and a ClickHouse expression over the file's columns")
		}
	}
	if f.Entity == "consents" && !anyColumn(f, "customer_id", "email", "phone", "line_id") {
		r.Add(path, "the consents don't say whose they are", "give at least one of customer_id, email, phone, line_id")
	}
}

func anyColumn(f *Feed, names ...string) bool {
	for _, name := range names {
		if _, ok := f.Columns[name]; ok {
			return true
		}
	}
	return false
}
