package feed_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"

	"regulars/cell"
	"regulars/config"
)

// plainFiles are CSV files with a header, read by the standard library.
type plainFiles struct{ path string }

func newFiles(f config.Feed) (cell.Files, error) { return plainFiles{f.Path}, nil }

func (p plainFiles) List(context.Context) ([]cell.File, error) {
	paths, err := filepath.Glob(p.path)
	var files []cell.File
	for _, path := range paths {
		info, statErr := os.Stat(path)
		if statErr != nil {
			return nil, statErr
		}
		files = append(files, cell.File{Path: path, Name: filepath.Base(path), Size: info.Size(), Stamp: info.ModTime().String()})
	}
	return files, err
}

func (p plainFiles) Open(_ context.Context, f cell.File) (cell.Rows, error) {
	file, err := os.Open(f.Path)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(file)
	header, err := r.Read()
	if err != nil {
		return nil, err
	}
	return &plainRows{file, r, header}, nil
}

type plainRows struct {
	*os.File
	r      *csv.Reader
	header []string
}

func (p *plainRows) Columns() []string { return p.header }
func (p *plainRows) Blank() int64      { return 0 }
func (p *plainRows) Found() []string   { return nil }
func (p *plainRows) Next() (*cell.Row, error) {
	cells, err := p.r.Read()
	if err != nil {
		return nil, err
	}
	line, _ := p.r.FieldPos(0)
	return &cell.Row{Line: int64(line), Cells: cells}, nil
}
