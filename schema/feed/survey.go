package feed

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"regulars/cell"
	"regulars/schema/feed/formula"
)

// Before a feed is read its files are looked through once: how their dates and
// numbers are written, where the config doesn't say it, must be evident from all of
// them together.

// survey finds out the styles of the feed's fields and what the columns of its
// expressions are. It returns an error where a column can be read in two ways, or in
// no single one. A file that is broken is noted and left out from then on.
func (im *importer) survey(ctx context.Context, found []cell.File) error {
	im.facts, im.broken = map[string]*formula.Facts{}, map[string]error{}
	surveys := map[string]*cell.Survey{}
	for i, file := range found {
		if err := im.surveyFile(ctx, i+1, file, surveys, false); err != nil {
			return err
		}
	}
	if im.surveysExpressions() {
		for i, file := range found {
			if err := im.surveyFile(ctx, i+1, file, surveys, true); err != nil {
				return err
			}
		}
	}
	return im.settleStyles(ctx, surveys, found)
}

// declareStyles takes what the config says.
func (im *importer) declareStyles() error {
	im.dates, im.numbers = map[string]cell.DateStyle{}, map[string]cell.NumberStyle{}
	for _, f := range im.entity.fields {
		if word := im.feed.Dates.Of(f.name); word != "" && f.isDate() {
			style, err := cell.DatesOf(word)
			if err != nil {
				return fmt.Errorf("feed %s: dates: %w", im.feed.Path, err)
			}
			im.dates[f.name] = style
		}
		if word := im.feed.Numbers.Of(f.name); word != "" && f.isNumber() {
			style, err := cell.NumbersOf(word)
			if err != nil {
				return fmt.Errorf("feed %s: numbers: %w", im.feed.Path, err)
			}
			im.numbers[f.name] = style
		}
	}
	return nil
}

// isUnsettled reports whether a field's style has to be found out.
func (im *importer) isUnsettled(f feedField) bool {
	if f.isDate() {
		_, declared := im.dates[f.name]
		return !declared
	}
	_, declared := im.numbers[f.name]
	return f.isNumber() && !declared
}

func (im *importer) surveysExpressions() bool {
	for _, b := range im.computed {
		if im.isUnsettled(b.field) {
			return true
		}
	}
	return false
}

// surveyFile looks through one file: its cells, or what the feed's expressions make of
// them.
func (im *importer) surveyFile(ctx context.Context, number int, file cell.File, surveys map[string]*cell.Survey, expressions bool) error {
	if file.Size == 0 || im.broken[file.Path] != nil {
		return nil
	}
	err := im.look(ctx, number, file, surveys, expressions)
	if errors.Is(err, cell.ErrBroken) {
		im.broken[file.Path] = err
		return nil
	}
	return err
}

func (im *importer) look(ctx context.Context, number int, file cell.File, surveys map[string]*cell.Survey, expressions bool) error {
	rows, err := im.open(ctx, file)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns := im.withDeclared(rows.Columns())
	if len(columns) == 0 {
		return nil
	}
	l := &lookout{im: im, file: number, name: file.Name, columns: columns, surveys: surveys, bindings: im.bind(columns)}
	for _, b := range l.bindings {
		if b.isComputed() && !expressions {
			im.computed = append(im.computed, b)
		}
	}
	if expressions {
		if l.formulas, err = im.formulasOf(ctx, columns, l.bindings); err != nil {
			return err
		}
	}
	if !l.prepare(expressions) {
		return nil
	}
	_, err = formula.ReadBatches(rows, l.used, func(*cell.Row) {}, func(b *formula.Batch) error { return l.add(ctx, b) })
	return err
}

// lookout is the look through one file.
type lookout struct {
	im       *importer
	file     int
	name     string
	columns  []string
	used     []int
	bindings []binding // of all fields, then of those that are surveyed
	formulas *formula.Set
	facts    []*formula.Facts // of the used columns; nil: not asked
	surveys  map[string]*cell.Survey
}

// prepare chooses the columns to look at. It returns false where there are none.
func (l *lookout) prepare(expressions bool) bool {
	asked := l.bindings
	l.bindings = nil
	var named []int
	for _, b := range asked {
		named = append(named, b.columnsOfExpression(l.columns)...)
		if b.isComputed() == expressions && l.im.isUnsettled(b.field) && !b.typed {
			l.bindings = append(l.bindings, b)
		}
	}
	for _, name := range formula.NamesIn(formula.Tokens(l.im.feed.Where, l.columns)) {
		named = append(named, slices.Index(l.columns, name))
	}
	l.used = named
	for _, b := range l.bindings {
		l.used = append(l.used, b.columnsOf(l.columns)...)
	}
	l.used = formula.UsedColumns(l.used)
	for i := range l.bindings {
		l.bindings[i].place(l.used)
	}
	if expressions {
		l.formulas.Place(l.columns, l.used)
		return len(l.bindings) > 0
	}
	l.facts = make([]*formula.Facts, len(l.used))
	for i, column := range l.used {
		name := l.columns[column]
		if !slices.Contains(named, column) || l.im.declared[name] != "" {
			continue
		}
		if l.im.facts[name] == nil {
			l.im.facts[name] = &formula.Facts{}
		}
		l.facts[i] = l.im.facts[name]
	}
	return len(l.used) > 0
}

func (l *lookout) add(ctx context.Context, b *formula.Batch) error {
	if l.formulas != nil {
		return l.addComputed(ctx, b)
	}
	for at, facts := range l.facts {
		if facts == nil {
			continue
		}
		for i := range b.Rows {
			facts.Add(b.Cell(i, at))
		}
	}
	for _, binding := range l.bindings {
		survey := l.surveyOf(binding.field)
		for i := range b.Rows {
			text, typed := l.im.cellOf(&binding, l.name, b, i)
			l.addTo(survey, binding.field, text, typed, b.Rows[i].Line)
		}
	}
	return nil
}

func (l *lookout) addComputed(ctx context.Context, b *formula.Batch) error {
	e, err := l.formulas.Evaluate(ctx, l.name, b)
	if errors.Is(err, formula.ErrTooMany) {
		return nil // the reading of the rows says so
	}
	if err != nil {
		return err
	}
	for _, binding := range l.bindings {
		if binding.kind != "String" {
			continue
		}
		survey := l.surveyOf(binding.field)
		for i := range b.Rows {
			if e.Kept[i] && e.Problems[i] == "" {
				l.addTo(survey, binding.field, e.Values[binding.at][i], false, b.Rows[i].Line)
			}
		}
	}
	return nil
}

func (l *lookout) addTo(s *cell.Survey, f feedField, text string, typed bool, line int64) {
	if f.isDate() {
		s.AddDate(text, l.place(line))
		return
	}
	s.AddNumber(text, typed, l.place(line))
}

func (l *lookout) surveyOf(f feedField) *cell.Survey {
	if l.surveys[f.name] == nil {
		l.surveys[f.name] = &cell.Survey{}
	}
	return l.surveys[f.name]
}

// lineBits is how many bits of a place say the line; those above it say the file.
const lineBits = 40

// place is where a row stands in all files of the feed.
func (l *lookout) place(line int64) int64 { return int64(l.file)<<lineBits | line }
