package proposal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"regulars/cell"
	"regulars/config"
	"regulars/platform/file"
)

// Options say what to look at.
type Options struct {
	Paths   []string       // files, or one path as a feed has it
	Entity  string         // what they hold; empty: orders or customers, as the columns show
	Answers []string       // what a person said: key=value
	Zone    *time.Location // of times without a zone; nil: UTC
	Region  string         // of phone numbers without a country code; empty: TW
}

// Report is what the files hold, and how they would be read.
type Report struct {
	Feed      config.Feed       // that reads them, with everything declared
	Statuses  map[string]string // of the shop, where words were mapped
	Written   config.Feed       // what of it is written: all, or next to a preset what differs
	Files     []File
	Columns   []*Column
	Notes     []string // what was found, and is worth knowing
	Questions []Question
	Orders    *Orders // of a feed of orders whose fields are all found
	Region    string
}

// File is one of the files.
type File struct {
	Name    string
	Dialect file.Dialect
	Rows    int64 // with those that can't be used
	Blank   int64
	Totals  int64 // rows that sum up others, which are left out
	Bad     []Bad // the first rows that can't be used
	BadRows int64
	Broken  string // why nothing of the file can be used
}

// Bad is a row that can't be used.
type Bad struct {
	Line    int64
	Problem string
}

// mostBad is how many bad rows of a file are shown.
const mostBad = 5

// look is one look at some files.
type look struct {
	Report
	ctx     context.Context
	options Options
	answers answers
	files   *file.Feed
	found   []cell.File
	byName  map[string]*Column
	terms   map[string]term // what the fields are made of
}

// Look reads the files and proposes a feed. It returns an error where there are none, or
// where an answer makes no sense; all else is in the report.
func Look(ctx context.Context, o Options) (*Report, error) {
	l := &look{ctx: ctx, options: o, byName: map[string]*Column{}, terms: map[string]term{}}
	if l.options.Zone == nil {
		l.options.Zone = time.UTC
	}
	if l.options.Region == "" {
		l.options.Region = "TW"
	}
	l.Region = l.options.Region
	var err error
	if l.answers, err = readAnswers(o.Answers); err != nil {
		return nil, err
	}
	l.Feed, l.Statuses = l.answers.feed, l.answers.statuses
	if o.Entity != "" {
		l.Feed.Entity = o.Entity
	}
	if l.Feed.Path, err = pathOf(ctx, o.Paths); err != nil {
		return nil, err
	}
	defer l.close()
	if err := l.survey(); err != nil {
		return nil, err
	}
	l.askWrapped()
	if len(l.Columns) > 0 {
		l.recognise()
		err = l.propose()
	}
	if l.Written.Preset == "" {
		l.Written = l.Feed
	}
	return &l.Report, err
}

// close gives back what fetched files take.
func (l *look) close() {
	if l.files != nil {
		_ = l.files.Close() // they have no names
	}
}

// survey reads the files a first time.
func (l *look) survey() (err error) {
	declared := l.answers.feed
	declared.Path = l.Feed.Path
	feed, err := file.NewFeed(declared)
	if err != nil {
		return err
	}
	if feed.IsForeign() {
		return fmt.Errorf("%s: this format is read by ClickHouse alone and can't be looked at: convert it to CSV or Parquet", l.Feed.Path)
	}
	l.close()
	l.files = feed
	if l.found, err = feed.List(l.ctx); err != nil {
		return err
	}
	for i, f := range l.found {
		one := File{Name: f.Name}
		if err := l.surveyFile(i+1, f, &one); err != nil {
			return err
		}
		l.Files = append(l.Files, one)
	}
	l.declareDialect()
	if len(l.Columns) == 1 && declared.Delimiter == "" && declared.Structure == "" {
		return l.surveyWords()
	}
	return nil
}

// surveyWords reads the files again, as columns between runs of blanks, and keeps that
// where every row has as many.
func (l *look) surveyWords() error {
	again := *l
	again.Report = Report{Feed: l.Feed, Statuses: l.Statuses, Region: l.Region}
	again.byName = map[string]*Column{}
	again.answers.feed.Delimiter = "blanks"
	again.Feed.Delimiter = "blanks"
	if err := again.survey(); err != nil || len(again.Columns) < 3 || len(again.Questions) > 0 {
		again.close()
		return nil
	}
	for _, f := range again.Files {
		if f.BadRows > 0 {
			return nil
		}
	}
	*l = again
	return nil
}

// askWrapped finds rows that stand in a list within one object, as interfaces answer.
func (l *look) askWrapped() {
	for _, c := range l.Columns {
		if len(l.Files) == 1 && l.Files[0].Rows == 1 && strings.HasPrefix(c.Example.Text, "[{") && l.Files[0].Dialect.Format == "json" {
			l.ask(Question{Key: "path", Ask: fmt.Sprintf("%s is one object, and its rows stand in the list %s: keep that list alone, such as by jq .%[2]s", l.Files[0].Name, c.Name)})
		}
	}
}

// dialected are rows of which is known how they are written.
type dialected interface{ Dialect() file.Dialect }

func (l *look) surveyFile(number int, f cell.File, one *File) error {
	rows, err := l.files.Open(l.ctx, f)
	if err == nil {
		defer func() { _ = rows.Close() }()
		err = l.surveyRows(number, rows, one)
	}
	switch {
	case errors.Is(err, file.ErrUnclear):
		key := keyIn(err.Error())
		l.ask(Question{Key: key, Ask: err.Error(), Choices: choicesIn(err.Error(), key)})
	case errors.Is(err, file.ErrBroken), errors.Is(err, file.ErrRefused):
		one.Broken = err.Error()
		l.ask(Question{Key: "path", Ask: err.Error()})
	default:
		return err
	}
	return nil
}

// keyIn is the key of a feed that an error asks for.
func keyIn(text string) string {
	for _, key := range []string{"encoding", "skip_lines", "delimiter", "sheet", "quote"} {
		if strings.Contains(text, key+":") {
			return key
		}
	}
	return "format"
}

// choicesIn are the values that an error offers: "write encoding: big5 (單號), or …".
func choicesIn(text, key string) []string {
	_, offers, found := strings.Cut(text, "write "+key+": ")
	if !found || key != "encoding" {
		return nil
	}
	var list []string
	for offer := range strings.SplitSeq(offers, ", or ") {
		if word, _, _ := strings.Cut(offer, " "); word != "" {
			list = append(list, word)
		}
	}
	return list
}

func (l *look) surveyRows(number int, rows cell.Rows, one *File) error {
	if d, is := rows.(dialected); is {
		one.Dialect = d.Dialect()
	}
	columns := l.columnsOf(rows.Columns())
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			one.Blank = rows.Blank()
			return nil
		}
		if err != nil {
			return err
		}
		if row.IsNoRecord() {
			one.Totals++
			continue
		}
		one.Rows++
		if row.Problem != "" {
			one.BadRows++
			if len(one.Bad) < mostBad {
				one.Bad = append(one.Bad, Bad{row.Line, row.Problem})
			}
			continue
		}
		line := int64(number)<<lineBits | row.Line
		for i, text := range row.Cells {
			if i < len(columns) {
				columns[i].add(text, i < len(row.Typed) && row.Typed[i], line)
			}
		}
	}
}

// lineBits is how many bits of a place say the line; those above it say the file.
const lineBits = 40

// columnsOf are the columns of a header, new ones added.
func (l *look) columnsOf(header []string) []*Column {
	columns := make([]*Column, len(header))
	for i, name := range header {
		if l.byName[name] == nil {
			l.byName[name] = &Column{Name: name, Survey: &cell.Survey{}}
			l.Columns = append(l.Columns, l.byName[name])
		}
		columns[i] = l.byName[name]
	}
	return columns
}

// declareDialect declares how the files are written, as far as they all are.
func (l *look) declareDialect() {
	var all []file.Dialect
	for _, f := range l.Files {
		if f.Rows > 0 {
			all = append(all, f.Dialect)
		}
	}
	if len(all) == 0 {
		return
	}
	f, first := &l.Feed, all[0]
	same := func(of func(file.Dialect) string) string {
		for _, d := range all {
			if of(d) != of(first) {
				return ""
			}
		}
		return of(first)
	}
	declare := func(key *string, of func(file.Dialect) string) {
		if *key == "" {
			*key = same(of)
		}
	}
	if same(func(d file.Dialect) string { return d.Format }) == "xlsx" {
		declare(&f.Sheet, func(d file.Dialect) string { return d.Sheet })
		return
	}
	declare(&f.Encoding, func(d file.Dialect) string { return d.Encoding })
	if first.Delimiter == "blanks" && f.Delimiter == "" {
		f.Delimiter = same(func(d file.Dialect) string { return d.Delimiter })
		return
	}
	declare(&f.Delimiter, func(d file.Dialect) string { return d.Delimiter })
}

func (l *look) ask(q Question) { l.Questions = append(l.Questions, q) }

func (l *look) note(format string, args ...any) {
	l.Notes = append(l.Notes, fmt.Sprintf(format, args...))
}

// placed says of a cell in which file it stands, where there are several.
func (l *look) placed(at cell.Example) cell.Example {
	if number := int(at.Line >> lineBits); number > 0 && number <= len(l.found) {
		if len(l.found) > 1 {
			at.File = l.found[number-1].Name
		}
		at.Line &= 1<<lineBits - 1
	}
	return at
}
