package feed

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"regulars/cell"
)

// settleStyles takes the styles that are evident from all files, and says which were
// taken. It returns an error that names the field, the cells and the remedy where a
// column can be read in two ways, or in no single one.
func (im *importer) settleStyles(surveys map[string]*cell.Survey, found []cell.File) error {
	for _, name := range slices.Sorted(maps.Keys(surveys)) {
		field := im.fieldNamed(name)
		var err error
		if field.isDate() {
			err = im.settleDates(name, surveys[name])
		} else {
			err = im.settleNumbers(name, surveys[name])
		}
		if err != nil {
			return fmt.Errorf("feed %s: columns.%s: %w", im.feed.Path, name, placed(err, found))
		}
	}
	return nil
}

func (im *importer) fieldNamed(name string) feedField {
	i := slices.IndexFunc(im.entity.fields, func(f feedField) bool { return f.name == name })
	return im.entity.fields[i]
}

func (im *importer) settleDates(name string, s *cell.Survey) error {
	style, err := s.Dates()
	if isUndecided(err) {
		return err
	}
	im.dates[name] = style
	if style.Order == cell.MDY || style.Order == cell.DMY {
		im.note([]string{name + ": dates " + style.String()})
	}
	return nil
}

func (im *importer) settleNumbers(name string, s *cell.Survey) error {
	style, err := s.Numbers()
	if isUndecided(err) {
		return err
	}
	im.numbers[name] = style
	if at, taken := s.Taken(); taken {
		im.note([]string{fmt.Sprintf("%s: the comma in %s stands between thousands", name, at.Text)})
	} else if style.Decimal == ',' {
		im.note([]string{name + ": numbers " + style.String()})
	}
	return nil
}

// isUndecided reports whether a survey asks for a word. That no cell is a date or a
// number is another thing: each of its rows is rejected then.
func isUndecided(err error) bool {
	var ambiguous *cell.Ambiguous
	var contradiction *cell.Contradiction
	return errors.As(err, &ambiguous) || errors.As(err, &contradiction)
}

// placed says of the cells in a survey's error in which file they stand.
func placed(err error, found []cell.File) error {
	where := func(at *cell.Example) {
		if file := at.Line >> lineBits; file > 0 && int(file) <= len(found) {
			at.File = found[file-1].Name
			at.Line &= 1<<lineBits - 1
		}
	}
	var ambiguous *cell.Ambiguous
	var contradiction *cell.Contradiction
	switch {
	case errors.As(err, &ambiguous):
		where(&ambiguous.Example)
	case errors.As(err, &contradiction):
		where(&contradiction.One)
		where(&contradiction.Other)
	}
	return err
}

// note keeps what was found out about the files, each thing once.
func (im *importer) note(found []string) {
	for _, f := range found {
		if !slices.Contains(im.taken, f) {
			im.taken = append(im.taken, f)
		}
	}
}
