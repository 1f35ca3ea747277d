package feed

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"regulars/cell"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/feed/formula"
	"regulars/schema/intake"
)

// open begins to read a file: by the worker, or by ClickHouse where the format is
// one of its own.
func (im *importer) open(ctx context.Context, file cell.File) (cell.Rows, error) {
	rows, err := im.files.Open(ctx, file)
	if errors.Is(err, cell.ErrForeign) {
		return im.openForeign(ctx, file)
	}
	return rows, err
}

// readFile loads one file of the feed into the rows. A file that turns out to be
// broken is rejected as a whole; what was read of it is taken out again.
func (im *importer) readFile(ctx context.Context, number int, file cell.File) error {
	err := im.broken[file.Path]
	if err == nil {
		err = im.readRows(ctx, number, file)
	}
	if !errors.Is(err, cell.ErrBroken) {
		return err
	}
	remove := fmt.Sprintf("DELETE FROM %s WHERE file_no = %d", schema.QuoteName(im.rows), number)
	if removeErr := im.db.Conn().Exec(ctx, remove); removeErr != nil {
		return fmt.Errorf("take out the rows of %s: %w", file.Name, schema.Redact(removeErr))
	}
	im.failures = append(im.failures, err)
	im.rejectRecord(file.Name, 0, strip(err.Error()), "")
	return im.keepRejected(ctx, im.counts.Rows)
}

func (im *importer) readRows(ctx context.Context, number int, file cell.File) error {
	rows, err := im.open(ctx, file)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns := im.withDeclared(rows.Columns())
	if len(columns) == 0 {
		return nil
	}
	r := &fileReader{im: im, number: number, name: file.Name, columns: columns, bindings: im.bind(columns)}
	if err := r.prepare(ctx); err != nil {
		return err
	}
	im.note(rows.Found())
	before := im.counts
	read, err := formula.ReadBatches(rows, r.used, r.refuse, func(b *formula.Batch) error { return r.read(ctx, b) })
	if storeErr := im.stored(); err == nil {
		err = storeErr
	}
	if err != nil {
		im.counts = before
		return err
	}
	im.counts.Rows += read.Rows
	im.counts.Totals += read.Totals
	im.counts.Blank += uint64(rows.Blank())
	return im.keepRejected(ctx, im.counts.Rows)
}

// fileReader reads the fields of a feed from one file.
type fileReader struct {
	im       *importer
	number   int
	name     string
	columns  []string
	used     []int
	bindings []binding
	formulas *formula.Set
	seen     uint64 // rows of this file so far
	into     *intake.Inserter
	sets     [2][]*values // one is read while the other is stored
	turn     int
}

func (r *fileReader) prepare(ctx context.Context) (err error) {
	if r.formulas, err = r.im.formulasOf(ctx, r.columns, r.bindings); err != nil {
		return err
	}
	for _, b := range r.bindings {
		r.used = append(r.used, b.columnsOf(r.columns)...)
	}
	for _, name := range r.formulas.Columns {
		r.used = append(r.used, formula.ColumnNamed(r.columns, name))
	}
	r.used = formula.UsedColumns(r.used)
	for i := range r.bindings {
		r.bindings[i].place(r.used)
	}
	r.formulas.Place(r.columns, r.used)
	return nil
}

// refuse rejects a row that the file's reader could not use.
func (r *fileReader) refuse(row *cell.Row) {
	r.im.reject(r.name, row.Line, row.Problem, row.Raw)
}

// read makes fields of a batch, stores the rows that can be used, and rejects the
// others.
func (r *fileReader) read(ctx context.Context, b *formula.Batch) error {
	r.seen += uint64(len(b.Rows))
	e := &formula.Evaluated{}
	if !r.formulas.IsEmpty() {
		var err error
		if e, err = r.formulas.Evaluate(ctx, r.name, b); err != nil && !errors.Is(err, formula.ErrTooMany) {
			return err
		}
		if err != nil {
			return r.giveUp(ctx, b, e)
		}
	}
	problems := e.Problems
	if problems == nil {
		problems = make([]string, len(b.Rows))
	}
	fields := r.values(b, e, problems)
	if fields == nil {
		return errNotEvident
	}
	var stay []int
	for i := range b.Rows {
		switch {
		case e.Kept != nil && !e.Kept[i]:
			r.im.counts.LeftOut++
		case problems[i] != "":
			r.im.reject(r.name, b.Rows[i].Line, problems[i], b.Describe(i, r.columns))
		default:
			stay = append(stay, i)
		}
	}
	if err := r.store(ctx, b, fields, stay); err != nil {
		return err
	}
	if r.im.progress != nil {
		r.im.progress(int64(r.im.counts.Rows + r.seen))
	}
	return r.im.keepRejected(ctx, r.im.counts.Rows+r.seen)
}

// giveUp rejects the rows on which an expression failed until it was plain that it
// must be wrong.
func (r *fileReader) giveUp(ctx context.Context, b *formula.Batch, e *formula.Evaluated) error {
	last := 0
	for i, problem := range e.Problems {
		if problem != "" {
			last = i
			r.im.reject(r.name, b.Rows[i].Line, problem, b.Describe(i, r.columns))
		}
	}
	err := r.im.keepRejected(ctx, r.im.counts.Rows+r.seen-uint64(len(b.Rows)-last-1))
	if err == nil {
		err = fmt.Errorf("feed %s: %w", r.im.feed.Path, formula.ErrTooMany)
	}
	return err
}

// values reads the fields of a batch. The first problem of a row is noted, in the
// order of the fields. It returns nil at a cell that is not evident, where all must be.
func (r *fileReader) values(b *formula.Batch, e *formula.Evaluated, problems []string) []*values {
	all := r.nextValues(len(b.Rows))
	country := make([]string, len(b.Rows))
	for at := range r.bindings {
		if !r.readValues(b, e, problems, &r.bindings[at], all[at], country) {
			return nil
		}
	}
	for _, f := range r.im.entity.fields {
		if _, given := expression(r.im.feed, f.name); f.needed && !given {
			for i := range problems {
				problems[i] = f.name + " is empty"
			}
		}
	}
	return all
}

// nextValues are the fields into which the next batch is read.
func (r *fileReader) nextValues(rows int) []*values {
	r.turn = 1 - r.turn
	if r.sets[r.turn] == nil {
		for _, b := range r.bindings {
			v := newValues(b.field)
			v.style, v.figures = r.im.dates[b.field.name], r.im.numbers[b.field.name]
			v.open = r.im.atOnce && r.im.isUnsettled(b.field)
			r.sets[r.turn] = append(r.sets[r.turn], v)
		}
	}
	for _, v := range r.sets[r.turn] {
		v.reset(rows)
	}
	return r.sets[r.turn]
}

// readValues reads one field of a batch. It is false at a cell that is not evident, where
// all must be.
func (r *fileReader) readValues(b *formula.Batch, e *formula.Evaluated, problems []string, binding *binding, v *values, country []string) bool {
	f := binding.field
	computed, plain := binding.isComputed(), binding.plainColumn()
	for i := range b.Rows {
		if problems[i] != "" || e.Kept != nil && !e.Kept[i] {
			continue
		}
		var text string
		var typed bool
		switch {
		case computed:
			text, typed = e.Values[binding.at][i], binding.kind != "String"
		case plain >= 0:
			text, typed = b.Cell(i, plain), binding.typed || b.IsTyped(i, plain)
		default:
			text, typed = r.im.cellOf(binding, r.name, b, i)
		}
		if f.name == "country" {
			country[i] = text
		}
		var open bool
		if problems[i], open = r.im.readField(v, i, text, typed, country[i]); open {
			return false
		}
		if v.open && !v.proved && f.isNumber() {
			v.proved = r.im.noteFraction(f, text, int64(r.number)<<lineBits|b.Rows[i].Line)
		}
	}
	return true
}

// readField reads one field of one row. It returns why the row can't be used, and whether
// the cell may be read in another way as well.
func (im *importer) readField(v *values, i int, text string, typed bool, country string) (problem string, open bool) {
	err := im.readCell(v, i, text, typed, country)
	if v.open && isOpen(v.field, text, typed, err) {
		return "", true
	}
	if err == nil && (!v.field.needed || !v.isEmpty(i)) {
		return "", false
	}
	switch name := v.field.name; {
	case v.field.needed && (errors.Is(err, cell.ErrNothing) || err == nil):
		return name + " is empty", false
	case errors.Is(err, cell.ErrNothing), v.field.kind == birthField:
		return "", false // nobody is left out for a birthday that can't be read
	case errors.Is(err, cell.ErrZeroDate) && !v.field.needed:
		return "", false
	default:
		return name + " is " + err.Error(), false
	}
}

func (im *importer) readCell(v *values, i int, text string, typed bool, country string) (err error) {
	switch f := v.field; f.kind {
	case timeField, dayField:
		err = im.readMoment(v, i, text, typed)
	case birthField:
		v.text[i], err = cell.Birth(text, v.style)
	case moneyField, numberField:
		err = im.readNumber(v, i, text, typed)
	case flagField:
		err = im.readFlag(v, i, text)
	case consentField:
		v.text[i] = cell.Consent(text)
	case tagsField:
		v.tags[i] = tagsOf(text)
	case mapField:
		v.text[i] = text
	case emailField:
		v.text[i] = identity.Email(text)
	case phoneField:
		v.text[i] = im.phone(text, country)
	case idField:
		// 1001.0 is how spreadsheets and data frames write 1001, typed or not.
		v.text[i], err = cell.TypedID(text)
	default:
		v.text[i] = cell.Word(text)
	}
	return err
}

// isEmpty reports whether a row has no value of a field that it needs.
func (v *values) isEmpty(i int) bool {
	switch v.field.kind {
	case timeField, dayField:
		return v.times[i] == nil
	case moneyField:
		return v.money[i] == nil
	case flagField:
		return v.flags[i] == nil
	case idField, textField:
		return v.text[i] == ""
	}
	return false
}

func (im *importer) readMoment(v *values, i int, text string, typed bool) error {
	var moment time.Time
	var err error
	if v.field.kind == dayField {
		moment, err = cell.Day(text, styleOf(v.style, text, typed))
	} else {
		moment, err = cell.Time(text, styleOf(v.style, text, typed), im.load.Shop.Zone)
	}
	if err == nil {
		v.moments[i] = moment
		v.times[i] = &v.moments[i]
	}
	return err
}

func (im *importer) readTime(field, text string, typed bool) (time.Time, error) {
	return cell.Time(text, styleOf(im.dates[field], text, typed), im.load.Shop.Zone)
}

// styleOf is how a date is written. A number that an expression or a file types as one counts
// seconds since 1970, or milliseconds, where it is that long.
func styleOf(style cell.DateStyle, text string, typed bool) cell.DateStyle {
	if typed && style == (cell.DateStyle{}) && strings.Trim(text, "0123456789") == "" {
		switch len(text) {
		case len("1309478400"):
			style.Format = "epoch"
		case len("1309478400123"):
			style.Format = "epoch_ms"
		}
	}
	return style
}

func (im *importer) readNumber(v *values, i int, text string, typed bool) error {
	style := v.figures
	if typed {
		style = cell.TypedNumbers
	}
	if v.field.kind == numberField {
		n, err := cell.Quantity(text, style)
		if err == nil {
			v.numbers[i] = n
			v.number[i] = &v.numbers[i]
		}
		return err
	}
	money, err := cell.Money(text, style)
	if err == nil && !typed {
		err = im.foreign(text)
	}
	if err == nil {
		v.units[i] = int64(money)
		v.money[i] = &v.units[i]
	}
	return err
}

// foreign returns why an amount can't be taken for one in the shop's currency: its cell names
// another one, and no column says which one the order's is.
func (im *importer) foreign(text string) error {
	if im.feed.Columns["currency"] != "" || strings.Trim(text, "0123456789.,- ") == "" {
		return nil
	}
	code, ours := cell.Currency(text), cmp.Or(im.load.Shop.Currency, im.load.Brand.Currency)
	if code == "" || strings.EqualFold(code, ours) {
		return nil
	}
	return fmt.Errorf("in %s: %s, and the shop's currency is %s: say where the currency stands (columns: currency), or give the shop that currency", code, text, ours)
}

func (im *importer) readFlag(v *values, i int, text string) error {
	if value, declared := im.feed.Booleans[cell.Word(text)]; declared {
		v.flags[i] = flag(value)
		return nil
	}
	value, known, err := cell.Flag(text)
	if v.field.orNo && !known {
		im.noteWord(text)
		value, known, err = false, true, nil
	}
	if err == nil && known {
		v.flags[i] = flag(value)
	}
	return err
}

var yes, no = true, false

// flag points to a value that nobody changes.
func flag(value bool) *bool {
	if value {
		return &yes
	}
	return &no
}

// mostPhones bounds the numbers that are remembered.
const mostPhones = 200_000

// phone is a number in the form of E.164; empty where it is none.
func (im *importer) phone(text, country string) string {
	if text == "" {
		return ""
	}
	key := country + "\x00" + text
	if known, ok := im.phones[key]; ok {
		return known
	}
	if im.phones == nil || len(im.phones) >= mostPhones {
		im.phones = map[string]string{}
	}
	phone := identity.PhoneIn(text, country, im.load.Brand.Identity.Region)
	im.phones[strings.Clone(key)] = phone
	return phone
}

// tagsOf reads a list: of JSON, or of words between commas, semicolons or bars.
func tagsOf(text string) []string {
	var tags []string
	if strings.HasPrefix(text, "[") && json.Unmarshal([]byte(text), &tags) == nil {
		text = strings.Join(tags, "\n")
	}
	tags = []string{}
	for _, tag := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;|\n", r) }) {
		if tag = cell.Word(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}
