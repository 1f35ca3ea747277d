package file

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"regulars/cell"
	"regulars/config"
	"regulars/platform/file/store"
)

// Feed is the files of one feed of the config. Those of other machines are fetched once
// and kept until List or Close.
type Feed struct {
	path    string
	dialect Dialect
	entries map[string]Entry // by path, of the last List
	kept    store.Keeper
}

// Close gives back the disk that fetched files take.
func (f *Feed) Close() error { return f.kept.Close() }

// NewFeed returns the files of a feed. It returns an error for what its settings
// lack.
func NewFeed(f config.Feed) (*Feed, error) {
	d := Dialect{
		Format: strings.TrimSpace(f.Format), Encoding: f.Encoding, Delimiter: f.Delimiter, Quote: f.Quote,
		NoHeader: f.Header != nil && !*f.Header, SkipLines: f.SkipLines, Sheet: f.Sheet,
	}
	if strings.EqualFold(d.Format, "words") || d.Format == "" && isWords(f.Path) && f.Structure != "" && f.Delimiter == "" {
		d.Format = Whitespace
	}
	names, err := f.DeclaredNames()
	if err != nil {
		return nil, fmt.Errorf("feed %s: %w", f.Path, err)
	}
	named := strings.HasSuffix(strings.ToLower(d.Format), "withnames")
	if len(names) > 0 && !named && (f.Header == nil || !*f.Header) {
		d.NoHeader, d.Columns = true, names
	}
	return &Feed{path: f.Path, dialect: d}, nil
}

// isWords reports whether a name says nothing of delimiters: the columns that
// structure names stand between runs of blanks then.
func isWords(path string) bool {
	name := strings.ToLower(baseName(path))
	for packed := range compressions {
		name = strings.TrimSuffix(name, packed)
	}
	dot := strings.LastIndexByte(name, '.')
	return dot < 0 || kindByExtension[name[dot:]] == "" && foreignExtensions[name[dot:]] == "" || name[dot:] == ".txt"
}

// IsForeign reports whether ClickHouse reads the files itself, whose machine must see
// them then.
func (f *Feed) IsForeign() bool {
	return foreign(f.dialect.Format) || f.dialect.Format == "" && foreignByName(f.path)
}

// List returns the files that the path stands for.
func (f *Feed) List(ctx context.Context) ([]cell.File, error) {
	if err := f.kept.Close(); err != nil {
		return nil, err
	}
	entries, err := List(ctx, f.path)
	if err != nil {
		return nil, err
	}
	f.entries = map[string]Entry{}
	files := make([]cell.File, len(entries))
	for i, e := range entries {
		f.entries[e.Path] = e
		files[i] = cell.File{Path: e.Path, Name: e.Name, Size: e.Size, Stamp: e.Stamp}
	}
	return files, nil
}

// Open begins to read one of the files that List returned.
func (f *Feed) Open(ctx context.Context, one cell.File) (cell.Rows, error) {
	entry, listed := f.entries[one.Path]
	if !listed {
		entry = Entry{Path: one.Path, Name: one.Name, Size: one.Size, Stamp: one.Stamp}
	}
	if f.IsForeign() {
		return nil, fmt.Errorf("%s: %w", one.Path, cell.ErrForeign)
	}
	opened, done, err := f.kept.Open(ctx, entry)
	if err != nil {
		return nil, err
	}
	rows, err := openFile(ctx, opened, done, entry, f.dialect)
	if err != nil {
		return nil, ofTheFeed(err)
	}
	return &feedRows{Rows: rows, declared: f.dialect.Columns}, nil
}

// ofTheFeed marks the errors of a file that is to be left out.
func ofTheFeed(err error) error {
	if errors.Is(err, ErrBroken) || errors.Is(err, ErrRefused) {
		return fmt.Errorf("%w%w", err, silent{cell.ErrBroken})
	}
	return err
}

// silent adds a kind to an error and nothing to its text.
type silent struct{ error }

func (s silent) Error() string { return "" }
func (s silent) Unwrap() error { return s.error }

// feedRows are the rows of one file.
type feedRows struct {
	*Rows
	declared []string // names of columns where there should be no header
	begun    bool
}

// Next returns the next row. A first row that is the declared names is a header after
// all.
func (r *feedRows) Next() (*cell.Row, error) {
	row, err := r.Rows.Next()
	if err == nil && !r.begun && len(r.declared) > 0 && slices.Equal(trimmed(row.Cells), r.declared) {
		row, err = r.Rows.Next()
	}
	r.begun = true
	if err != nil {
		return nil, ofTheFeed(err)
	}
	return row, nil
}

func trimmed(cells []string) []string {
	list := make([]string, len(cells))
	for i, c := range cells {
		list[i] = strings.TrimSpace(c)
	}
	return list
}

func (r *feedRows) Blank() int64 { return r.Counts().Blank }

// Found says how the file is written where that is not what everybody expects.
func (r *feedRows) Found() []string {
	var found []string
	d := r.Dialect()
	for _, what := range r.Rows.Found() {
		switch {
		case what == "encoding" && d.Encoding != "" && !strings.EqualFold(d.Encoding, "utf-8"):
			found = append(found, "encoding "+d.Encoding)
		case what == "delimiter" && d.Delimiter != "" && d.Delimiter != "," && d.Delimiter != "tab":
			found = append(found, "delimiter "+d.Delimiter)
		case what == "sheet" && d.Sheet != "":
			found = append(found, "sheet "+d.Sheet)
		}
	}
	return found
}
