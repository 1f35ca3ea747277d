package feed

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

// batch is some rows of one file: the cells of the columns that the feed uses,
// held as one text.
type batch struct {
	used  []int // the columns of the file
	rows  []batchRow
	text  string
	arena []byte
	ends  []int32 // where each cell ends in the text
	typed []bool  // of each cell; empty where the file types none
}

type batchRow struct {
	line   int64
	number uint64 // of the row in the file, from 1
}

// cell returns the text of a row's cell; at is the place of its column among the used ones.
func (b *batch) cell(row, at int) string {
	i := row*len(b.used) + at
	begin := int32(0)
	if i > 0 {
		begin = b.ends[i-1]
	}
	return b.text[begin:b.ends[i]]
}

func (b *batch) isTyped(row, at int) bool {
	return len(b.typed) > 0 && b.typed[row*len(b.used)+at]
}

func (b *batch) reset(used []int) {
	b.used = used
	b.rows, b.arena, b.ends, b.typed, b.text = b.rows[:0], b.arena[:0], b.ends[:0], b.typed[:0], ""
}

func (b *batch) add(row *cell.Row, number uint64) {
	b.rows = append(b.rows, batchRow{line: row.Line, number: number})
	for _, column := range b.used {
		if column < len(row.Cells) {
			b.arena = append(b.arena, row.Cells[column]...)
		}
		b.ends = append(b.ends, int32(len(b.arena)))
	}
	if row.Typed == nil && len(b.typed) == 0 {
		return
	}
	for len(b.typed) < len(b.ends)-len(b.used) {
		b.typed = append(b.typed, false)
	}
	for _, column := range b.used {
		b.typed = append(b.typed, column < len(row.Typed) && row.Typed[column])
	}
}

// slice is the rows from low to high, without the last.
func (b *batch) slice(low, high int) *batch {
	part := &batch{used: b.used}
	for i := low; i < high; i++ {
		part.rows = append(part.rows, b.rows[i])
		for at := range b.used {
			part.arena = append(part.arena, b.cell(i, at)...)
			part.ends = append(part.ends, int32(len(part.arena)))
			if len(b.typed) > 0 {
				part.typed = append(part.typed, b.isTyped(i, at))
			}
		}
	}
	part.text = string(part.arena)
	return part
}

// describe writes a row's used cells for who looks at why it was rejected.
func (b *batch) describe(row int, columns []string) string {
	var text []byte
	for at, column := range b.used {
		if at > 0 {
			text = append(text, "; "...)
		}
		text = fmt.Appendf(text, "%s: %s", columns[column], b.cell(row, at))
	}
	return string(text[:min(len(text), 4<<10)])
}

// readBatches hands the rows of a file on, batch by batch, and those that can't be
// used one by one. A batch is only valid during its call. It returns how many rows
// the file has, blank ones left out.
func readBatches(rows cell.Rows, used []int, bad func(*cell.Row), each func(*batch) error) (read uint64, err error) {
	var b batch
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
		read++
		if row.Problem != "" {
			bad(row)
			continue
		}
		b.add(row, read)
		if len(b.rows) < batchRows && len(b.arena) < batchBytes {
			continue
		}
		if err := hand(); err != nil {
			return read, err
		}
	}
	if len(b.rows) == 0 {
		return read, nil
	}
	return read, hand()
}

// usedColumns are the columns of a file that a feed needs, each once.
func usedColumns(groups ...[]int) []int {
	all := slices.Concat(groups...)
	slices.Sort(all)
	return slices.Compact(all)
}
