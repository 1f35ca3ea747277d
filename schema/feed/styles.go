package feed

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"regulars/cell"
	"regulars/schema"
)

// settleStyles takes the styles that are evident from all files, and says which were
// taken. A style that earlier files proved still holds; where these contradict it, that
// is an error. So is a column that can be read in two ways, or in no single one: the
// error names the field, the cells and the remedy.
func (im *importer) settleStyles(ctx context.Context, surveys map[string]*cell.Survey, found []cell.File) error {
	known, err := im.provedStyles(ctx)
	if err != nil {
		return err
	}
	var open []error // all of them, so that they can be declared at once
	for _, name := range slices.Sorted(maps.Keys(surveys)) {
		settle := im.settleNumbers
		if im.fieldNamed(name).isDate() {
			settle = im.settleDates
		}
		if err := settle(name, surveys[name], known[name], found); err != nil {
			open = append(open, fmt.Errorf("feed %s: columns.%s: %w", im.feed.Path, name, placed(err, found)))
		}
	}
	return errors.Join(open...)
}

// proved is a style that a feed's files have proved.
type proved struct {
	Field      string `ch:"field"`
	Expression string `ch:"expression"`
	Style      string `ch:"style"`
	Proof      string `ch:"proof"`
}

// provedStyles are those of the fields that are still read from where they were.
func (im *importer) provedStyles(ctx context.Context) (map[string]proved, error) {
	var list []proved
	if err := knownStyles.Select(ctx, im.db, &list, stylesParams{Brand: im.load.Brand.Name, Shop: im.load.Shop.Name, Feed: im.feedKey()}); err != nil {
		if im.dry {
			return nil, nil // a database without tables yet has none
		}
		return nil, err
	}
	known := map[string]proved{}
	for _, p := range list {
		if text, given := expression(im.feed, p.Field); given && text == p.Expression {
			known[p.Field] = p
		}
	}
	return known, nil
}

// feedKey is what names a feed in the table of styles.
func (im *importer) feedKey() string { return shortHash(im.feed.Entity, im.feed.Path) }

// prove keeps a style for the loads to come.
func (im *importer) prove(name, style string, at cell.Example, found []cell.File) {
	place(&at, found)
	text, _ := expression(im.feed, name)
	im.proofs = append(im.proofs, proved{Field: name, Expression: text, Style: style, Proof: at.String()})
}

// keepProofs stores the styles that this load proved.
func (im *importer) keepProofs(ctx context.Context) error {
	for _, p := range im.proofs {
		err := im.db.Conn().Exec(ctx, "INSERT INTO feed_styles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			im.load.Brand.Name, im.load.Shop.Name, im.feedKey(), p.Field, p.Expression, p.Style, p.Proof, im.load.Version())
		if err != nil {
			return fmt.Errorf("keep how %s of feed %s is written: %w", p.Field, im.feed.Path, schema.Redact(err))
		}
	}
	return nil
}

// contradicts is the error of files that are written otherwise than earlier ones.
func contradicts(what string, known proved, style string, at cell.Example, found []cell.File) error {
	place(&at, found)
	return fmt.Errorf("%s is written as %s, and earlier files as %s (%s): where the files have changed, declare %s: %q",
		at, style, known.Style, known.Proof, what, style)
}

func (im *importer) fieldNamed(name string) feedField {
	i := slices.IndexFunc(im.entity.fields, func(f feedField) bool { return f.name == name })
	return im.entity.fields[i]
}

func (im *importer) settleDates(name string, s *cell.Survey, known proved, found []cell.File) error {
	style, err := s.Dates()
	var ambiguous *cell.Ambiguous
	if known.Style != "" && (errors.As(err, &ambiguous) || err == nil && style.String() == "") {
		style, err = cell.DatesOf(known.Style)
	}
	if isUndecided(err) && im.fieldNamed(name).kind == birthField {
		// Nobody is left out for a birthday.
		im.dates[name] = cell.DateStyle{}
		im.note([]string{name + ": " + placed(err, found).Error() + "; such birthdays stay empty"})
		return nil
	}
	if isUndecided(err) {
		return err
	}
	at, evident := s.DatesProof()
	if evident && known.Style != "" && style.String() != known.Style {
		return contradicts("dates", known, style.String(), at, found)
	}
	if evident && known.Style == "" {
		im.prove(name, style.String(), at, found)
	}
	im.dates[name] = style
	if style.Order == cell.MDY || style.Order == cell.DMY {
		im.note([]string{name + ": dates " + style.String()})
	}
	return nil
}

func (im *importer) settleNumbers(name string, s *cell.Survey, known proved, found []cell.File) error {
	style, err := s.Numbers()
	var ambiguous *cell.Ambiguous
	at, custom := s.Taken()
	if known.Style != "" && (errors.As(err, &ambiguous) || err == nil && (style.Decimal == 0 || custom)) {
		style, err = cell.NumbersOf(known.Style)
		custom = false
	}
	if isUndecided(err) {
		return err
	}
	proof, evident := s.NumbersProof()
	if evident && known.Style != "" {
		if earlier, _ := cell.NumbersOf(known.Style); earlier.Decimal != style.Decimal {
			return contradicts("numbers", known, style.String(), proof, found)
		}
	}
	if evident && known.Style == "" {
		im.prove(name, style.String(), proof, found)
	}
	im.numbers[name] = style
	if custom {
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

// place says of a cell in which file it stands.
func place(at *cell.Example, found []cell.File) {
	if file := at.Line >> lineBits; file > 0 && int(file) <= len(found) {
		at.File = found[file-1].Name
		at.Line &= 1<<lineBits - 1
	}
}

// placed says it of the cells in a survey's error.
func placed(err error, found []cell.File) error {
	var ambiguous *cell.Ambiguous
	var contradiction *cell.Contradiction
	switch {
	case errors.As(err, &ambiguous):
		place(&ambiguous.Example, found)
	case errors.As(err, &contradiction):
		place(&contradiction.One, found)
		place(&contradiction.Other, found)
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
