package file

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/parquet-go/parquet-go"

	"regulars/cell"
	"regulars/platform/file/parquetcell"
	"regulars/platform/file/store"
)

// parquetBatch is how many rows are decoded at a time.
const parquetBatch = 256

// parquetRows are the rows of a Parquet file.
type parquetRows struct {
	name   string
	spool  *os.File // of a packed one; nil otherwise
	fields []parquetField
	names  []string
	groups []parquet.RowGroup
	rows   parquet.Rows

	batch   []parquet.Row
	at, got int
	end     error
	leaves  [][]parquet.Value
	cells   []string
	typed   []bool
	number  int64
	blank   int64
}

// parquetField is a column: a leaf, or several that are one as JSON.
type parquetField struct {
	node     parquet.Node
	from, to int // its leaves
	scalar   bool
	reader   parquetcell.Reader
}

func openParquet(s *source, _ *dialect) (r reader, err error) {
	p := &parquetRows{name: s.name}
	defer p.broken(&err)
	f, size := s.f, s.size
	if s.pack != nil || s.member != nil {
		stream, err := s.stream()
		if err != nil {
			return nil, err
		}
		p.spool, err = store.Spool(s.ctx, stream)
		if err = errors.Join(err, stream.Close()); err != nil {
			return nil, err
		}
		info, err := p.spool.Stat()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("look at the unpacked %s: %w", s.name, err), p.spool.Close())
		}
		f, size = p.spool, info.Size()
	}
	file, err := parquet.OpenFile(f, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
	if err != nil {
		return nil, errors.Join(broken(s.name, err), p.closeSpool())
	}
	if err := p.setFields(file.Schema().Fields()); err != nil {
		return nil, errors.Join(err, p.closeSpool())
	}
	p.groups = file.RowGroups()
	return p, nil
}

func (p *parquetRows) setFields(nodes []parquet.Field) (err error) {
	leaf := 0
	var names []string
	for _, node := range nodes {
		n := parquetcell.Leaves(node)
		f := parquetField{node: node, from: leaf, to: leaf + n, scalar: node.Leaf() && !node.Repeated()}
		if f.scalar {
			f.reader = parquetcell.ReaderOf(node)
		}
		p.fields = append(p.fields, f)
		names = append(names, node.Name())
		leaf += n
	}
	p.leaves = make([][]parquet.Value, leaf)
	p.cells, p.typed = make([]string, len(names)), make([]bool, len(names))
	p.batch = make([]parquet.Row, parquetBatch)
	p.names, err = headerNames(p.name, names)
	return err
}

// broken turns a panic of the library, which trusts what files say of themselves,
// into an error of the file.
func (p *parquetRows) broken(err *error) {
	if problem := recover(); problem != nil {
		*err = broken(p.name, fmt.Errorf("its Parquet contradicts itself: %.100s", fmt.Sprint(problem)))
	}
}

func (p *parquetRows) next(row *cell.Row) (err error) {
	defer p.broken(&err)
	for {
		if p.at == p.got {
			if err := p.read(); err != nil {
				return err
			}
			continue
		}
		values := p.batch[p.at]
		p.at++
		p.number++
		*row = cell.Row{Line: p.number}
		row.Problem = p.fill(values)
		switch {
		case row.Problem != "":
			row.Raw = shorten(fmt.Sprint(values))
		case allBlank(p.cells):
			p.blank++
			continue
		default:
			row.Cells, row.Typed = p.cells, p.typed
		}
		return nil
	}
}

// read decodes the next rows, of the next group where one ends.
func (p *parquetRows) read() error {
	p.at, p.got = 0, 0
	if p.end != nil {
		if !errors.Is(p.end, io.EOF) {
			return broken(p.name, p.end)
		}
		p.end = nil
		if err := p.rows.Close(); err != nil {
			return broken(p.name, err)
		}
		p.rows = nil
	}
	if p.rows == nil {
		if len(p.groups) == 0 {
			return io.EOF
		}
		p.rows = p.groups[0].Rows()
		p.groups = p.groups[1:]
	}
	for i := range p.batch {
		p.batch[i] = p.batch[i][:0]
	}
	p.got, p.end = p.rows.ReadRows(p.batch)
	if p.got == 0 && p.end == nil {
		p.end = io.ErrNoProgress
	}
	return nil
}

// fill turns the values of a row into cells.
func (p *parquetRows) fill(row parquet.Row) (problem string) {
	for i := range p.leaves {
		p.leaves[i] = nil
	}
	row.Range(func(column int, values []parquet.Value) bool {
		if column < len(p.leaves) {
			p.leaves[column] = values
		}
		return true
	})
	for i, f := range p.fields {
		var ok bool
		if f.scalar {
			p.cells[i], p.typed[i], ok = f.reader.Cell(p.leaves[f.from])
		} else {
			p.typed[i] = false
			p.cells[i], ok = parquetcell.Nested(f.node, p.leaves[f.from:f.to])
		}
		if !ok {
			return fmt.Sprintf("bytes that are no text in %s", shorten(p.names[i]))
		}
	}
	return ""
}

func (p *parquetRows) columns() []string { return p.names }

func (p *parquetRows) counted() (blank, lines int64) { return p.blank, p.number }

func (p *parquetRows) closeSpool() error {
	if p.spool == nil {
		return nil
	}
	return p.spool.Close()
}

func (p *parquetRows) close() (err error) {
	defer p.broken(&err)
	if p.rows != nil {
		err = p.rows.Close()
	}
	return errors.Join(err, p.closeSpool())
}
