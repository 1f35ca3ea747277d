package proposal

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"regulars"
	"regulars/cell"
	"regulars/config"
)

// Question is what the files leave open and a person has to say.
type Question struct {
	Key     string   // what to write: dates, columns.amount, statuses.寄出
	Ask     string   // what is open, with the cells that show it
	Choices []string // values that it may have; none: as the person knows

	natural bool // it may be answered by who bought on which day
}

// answers are what a person said, by key.
type answers struct {
	feed     config.Feed
	statuses map[string]string
	given    map[string]bool
}

// readAnswers takes answers of the form key=value.
func readAnswers(list []string) (answers, error) {
	a := answers{statuses: map[string]string{}, given: map[string]bool{}}
	a.feed.Columns, a.feed.Dates, a.feed.Numbers = map[string]string{}, config.Words{}, config.Words{}
	for _, text := range list {
		key, value, found := strings.Cut(text, "=")
		if !found {
			return a, fmt.Errorf("%q is no answer: write the key, = and the value, such as dates=mdy", text)
		}
		key = strings.TrimSpace(key)
		if err := a.take(key, strings.TrimSpace(value)); err != nil {
			return a, err
		}
		a.given[key] = true
	}
	return a, nil
}

// plainKeys are the keys of a feed that are one word.
var plainKeys = map[string]func(*config.Feed) *string{
	"preset": func(f *config.Feed) *string { return &f.Preset },
	"entity": func(f *config.Feed) *string { return &f.Entity }, "format": func(f *config.Feed) *string { return &f.Format },
	"structure": func(f *config.Feed) *string { return &f.Structure }, "encoding": func(f *config.Feed) *string { return &f.Encoding },
	"delimiter": func(f *config.Feed) *string { return &f.Delimiter }, "quote": func(f *config.Feed) *string { return &f.Quote },
	"sheet": func(f *config.Feed) *string { return &f.Sheet }, "grain": func(f *config.Feed) *string { return &f.Grain },
	"order_cells": func(f *config.Feed) *string { return &f.OrderCells }, "on_repeat": func(f *config.Feed) *string { return &f.OnRepeat },
	"where": func(f *config.Feed) *string { return &f.Where },
}

// words are the values that some keys may have.
var words = map[string][]string{
	"entity": config.FeedEntities, "grain": {"line", "order"}, "order_cells": {"first_row", "every_row"}, "on_repeat": {"newest", "sum", "refuse"},
}

func (a *answers) take(key, value string) error {
	if allowed := words[key]; len(allowed) > 0 && !slices.Contains(allowed, value) {
		return fmt.Errorf("%s=%s: use one of %s", key, value, strings.Join(allowed, ", "))
	}
	if plain, is := plainKeys[key]; is {
		*plain(&a.feed) = value
		return nil
	}
	group, name, _ := strings.Cut(key, ".")
	switch group {
	case "dates":
		_, err := cell.DatesOf(value)
		a.feed.Dates[name] = value
		return err
	case "numbers":
		_, err := cell.NumbersOf(value)
		a.feed.Numbers[name] = value
		return err
	case "columns":
		a.feed.Columns[name] = value
		return nil
	case "statuses":
		if !slices.Contains(regulars.Statuses, value) {
			return fmt.Errorf("%s=%s: use one of %s", key, value, strings.Join(regulars.Statuses, ", "))
		}
		a.statuses[name] = value
		return nil
	case "header":
		header, err := strconv.ParseBool(value)
		a.feed.Header = &header
		return err
	case "skip_lines":
		lines, err := strconv.Atoi(value)
		a.feed.SkipLines = lines
		return err
	}
	keys := slices.Sorted(maps.Keys(plainKeys))
	return fmt.Errorf("there is no key %q: use %s, header, skip_lines, dates, numbers, columns.<column> or statuses.<word>", key, strings.Join(keys, ", "))
}

// column returns what a person said of a field: what it is made of; empty where it is to
// be left out.
func (a *answers) column(field string) (text string, said bool) {
	text, said = a.feed.Columns[field]
	return text, said
}
