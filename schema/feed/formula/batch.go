package formula

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"regulars/cell"
)

// batchRows is how many rows are read, computed and stored at once.
const batchRows = 50_000

// batchBytes bounds the text of a batch.
const batchBytes = 16 << 20

// Batch is some rows of one file: the cells of the columns that the feed uses,
// held as one text.
type Batch struct {
	Used  []int // the columns of the file
	Rows  []Row
	text  string
	arena []byte
	ends  []int32 // where each cell ends in the text
	typed []bool  // of each cell; empty where the file types none
}

// Row is where a row of a batch stands.
type Row struct {
	Line   int64  // where it begins in the file
	Number uint64 // of the row in the file, from 1
}

// Cell returns the text of a row's cell; at is the place of its column among the used ones.
func (b *Batch) Cell(row, at int) string {
	i := row*len(b.Used) + at
	begin := int32(0)
	if i > 0 {
		begin = b.ends[i-1]
	}
	return b.text[begin:b.ends[i]]
}

// IsTyped reports whether the file itself types a cell.
func (b *Batch) IsTyped(row, at int) bool {
	return len(b.typed) > 0 && b.typed[row*len(b.Used)+at]
}

func (b *Batch) reset(used []int) {
	b.Used = used
	b.Rows, b.arena, b.ends, b.typed, b.text = b.Rows[:0], b.arena[:0], b.ends[:0], b.typed[:0], ""
}

func (b *Batch) add(row *cell.Row, number uint64) {
	b.Rows = append(b.Rows, Row{Line: row.Line, Number: number})
	for _, column := range b.Used {
		if column < len(row.Cells) {
			b.arena = append(b.arena, row.Cells[column]...)
		}
		b.ends = append(b.ends, int32(len(b.arena)))
	}
	if row.Typed == nil && len(b.typed) == 0 {
		return
	}
	for len(b.typed) < len(b.ends)-len(b.Used) {
		b.typed = append(b.typed, false)
	}
	for _, column := range b.Used {
		b.typed = append(b.typed, column < len(row.Typed) && row.Typed[column])
	}
}

// slice is the text of the rows from low to high, without the last.
func (b *Batch) slice(low, high int) *Batch {
	part := &Batch{Used: b.Used}
	for i := low; i < high; i++ {
		part.Rows = append(part.Rows, b.Rows[i])
		for at := range b.Used {
			part.arena = append(part.arena, b.Cell(i, at)...)
			part.ends = append(part.ends, int32(len(part.arena)))
		}
	}
	part.text = string(part.arena)
	return part
}

// Describe writes a row's used cells for who looks at why it was rejected.
func (b *Batch) Describe(row int, columns []string) string {
	var text []byte
	for at, column := range b.Used {
		if at > 0 {
			text = append(text, "; "...)
		}
		text = fmt.Appendf(text, "%s: %s", columns[column], b.Cell(row, at))
	}
	return string(text[:min(len(text), 4<<10)])
}

// Read is how many rows a file has, blank ones not counted.
type Read struct {
	Rows   uint64 // without those of totals
	Totals uint64 // rows of totals and headers that come again, which are left out
}

// ReadBatches hands the rows of a file on, batch by batch, and those that can't be
// used one by one. A batch is only valid during its call.
func ReadBatches(rows cell.Rows, used []int, bad func(*cell.Row), each func(*Batch) error) (read Read, err error) {
	var b Batch
	b.reset(used)
	hand := func() error {
		b.text = string(b.arena)
		err := each(&b)
		b.reset(used)
		return err
	}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return read, err
		}
		if row.IsNoRecord() {
			read.Totals++
			continue
		}
		read.Rows++
		if row.Problem != "" {
			bad(row)
			continue
		}
		b.add(row, read.Rows)
		if len(b.Rows) < batchRows && len(b.arena) < batchBytes {
			continue
		}
		if err := hand(); err != nil {
			return read, err
		}
	}
	if len(b.Rows) == 0 {
		return read, nil
	}
	return read, hand()
}

// UsedColumns are the columns of a file that a feed needs, each once.
func UsedColumns(groups ...[]int) []int {
	all := slices.Concat(groups...)
	slices.Sort(all)
	return slices.Compact(all)
}
