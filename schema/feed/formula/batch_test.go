package formula_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/cell"
	"regulars/schema/feed/formula"
)

// table is a file in memory.
type table struct {
	columns []string
	rows    []cell.Row
	then    error // behind the last row; nil: the file ends there
}

func (f *table) Columns() []string { return f.columns }
func (f *table) Blank() int64      { return 0 }
func (f *table) Found() []string   { return nil }
func (f *table) Close() error      { return nil }

func (f *table) Next() (*cell.Row, error) {
	if len(f.rows) == 0 {
		if f.then != nil {
			return nil, f.then
		}
		return nil, io.EOF
	}
	row := f.rows[0]
	f.rows = f.rows[1:]
	return &row, nil
}

func cellsOf(b *formula.Batch) (all []string) {
	for i, row := range b.Rows {
		text := fmt.Sprintf("%d/%d", row.Line, row.Number)
		for at := range b.Used {
			text += "|" + b.Cell(i, at)
			if b.IsTyped(i, at) {
				text += "!"
			}
		}
		all = append(all, text)
	}
	return all
}

func TestRowsOfAFile(t *testing.T) {
	broken := errors.New("the disk is full")
	for _, c := range []struct {
		name   string
		file   table
		want   []string
		bad    []string
		read   formula.Read
		failed error
	}{
		{name: "only the used columns are kept, in the order of the file",
			file: table{rows: []cell.Row{{Line: 2, Cells: []string{"a", "b", "c"}}, {Line: 3, Cells: []string{"d", "e", "f"}}}},
			want: []string{"2/1|a|c", "3/2|d|f"}, read: formula.Read{Rows: 2}},
		{name: "what a short row lacks is empty", file: table{rows: []cell.Row{{Line: 2, Cells: []string{"a", "b"}}, {Line: 3}}},
			want: []string{"2/1|a|", "3/2||"}, read: formula.Read{Rows: 2}},
		{name: "a row that can't be used is handed on by itself, and counts",
			file: table{rows: []cell.Row{{Line: 2, Problem: "a quote is open", Raw: `"a`}, {Line: 4, Cells: []string{"a", "b", "c"}}}},
			want: []string{"4/2|a|c"}, bad: []string{"2: a quote is open"}, read: formula.Read{Rows: 2}},
		{name: "a row of totals is no row, unless it can't be read",
			file: table{rows: []cell.Row{{Line: 2, Cells: []string{"a", "", "1"}}, {Line: 3, Cells: []string{"Total", "", "1"}},
				{Line: 4, Cells: []string{"Total", "", "1"}, Problem: "cut off"}}},
			want: []string{"2/1|a|1"}, bad: []string{"4: cut off"}, read: formula.Read{Rows: 2, Totals: 1}},
		{name: "the header again, of files that were joined, is no row",
			file: table{rows: []cell.Row{{Line: 2, Cells: []string{"a", "", "1"}}, {Line: 3, Problem: cell.HeaderAgain, Raw: "x,y,z"}, {Line: 4, Cells: []string{"b", "", "1"}}}},
			want: []string{"2/1|a|1", "4/2|b|1"}, read: formula.Read{Rows: 2, Totals: 1}},
		{name: "cells that the file types are known, of the rows that have some",
			file: table{rows: []cell.Row{{Line: 1, Cells: []string{"a", "b", "c"}}, {Line: 2, Cells: []string{"1", "2", "3"}, Typed: []bool{true, true}},
				{Line: 3, Cells: []string{"a", "b", "4"}, Typed: []bool{false, false, true}}, {Line: 4, Cells: []string{"a", "b", "c"}}}},
			want: []string{"1/1|a|c", "2/2|1!|3", "3/3|a|4!", "4/4|a|c"}, read: formula.Read{Rows: 4}},
		{name: "a file without rows has no batch", file: table{}},
		{name: "rows in front of an error are not handed on", file: table{rows: []cell.Row{{Line: 2, Cells: []string{"a", "b", "c"}}}, then: broken}, read: formula.Read{Rows: 1}, failed: broken},
	} {
		var got, bad []string
		read, err := formula.ReadBatches(&c.file, []int{0, 2}, func(row *cell.Row) { bad = append(bad, fmt.Sprintf("%d: %s", row.Line, row.Problem)) },
			func(b *formula.Batch) error { got = append(got, cellsOf(b)...); return nil })
		require.ErrorIs(t, err, c.failed, c.name)
		require.Equal(t, c.want, got, c.name)
		require.Equal(t, c.bad, bad, c.name)
		require.Equal(t, c.read, read, c.name)
	}
}

// A batch has 50,000 rows or 16 MiB, whichever comes first.
func TestBatchesAreBounded(t *testing.T) {
	big := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		text string
		rows int
		want []int
	}{{"x", 50_000, []int{50_000}}, {"x", 50_001, []int{50_000, 1}}, {big, 15, []int{15}}, {big, 16, []int{16}}, {big, 33, []int{16, 16, 1}}} {
		file, next := &table{}, uint64(1)
		for i := range c.rows {
			file.rows = append(file.rows, cell.Row{Line: int64(i + 2), Cells: []string{c.text}})
		}
		var sizes []int
		_, err := formula.ReadBatches(file, []int{0}, nil, func(b *formula.Batch) error {
			sizes = append(sizes, len(b.Rows))
			require.Equal(t, formula.Row{Line: int64(next + 1), Number: next}, b.Rows[0], "no row is skipped nor repeated")
			require.Equal(t, c.text, b.Cell(len(b.Rows)-1, 0))
			next += uint64(len(b.Rows))
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, c.want, sizes)
	}
	file, full := &table{}, errors.New("the disk is full")
	for range 50_001 {
		file.rows = append(file.rows, cell.Row{Cells: []string{"x"}})
	}
	calls := 0
	read, err := formula.ReadBatches(file, []int{0}, nil, func(*formula.Batch) error { calls++; return full })
	require.ErrorIs(t, err, full)
	require.Equal(t, 1, calls, "what can't be stored ends the reading")
	require.Equal(t, formula.Read{Rows: 50_000}, read)
}

// Who corrects the file sees the cells by the names of their columns.
func TestDescribe(t *testing.T) {
	file := &table{rows: []cell.Row{{Cells: []string{"7", "x", "soon"}}, {Cells: []string{"8", "x", strings.Repeat("y", 5000)}}}}
	_, err := formula.ReadBatches(file, []int{0, 2}, nil, func(b *formula.Batch) error {
		require.Equal(t, "id: 7; day: soon", b.Describe(0, []string{"id", "note", "day"}))
		require.Len(t, b.Describe(1, []string{"id", "note", "day"}), 4096)
		return nil
	})
	require.NoError(t, err)
}

func TestUsedColumnsAreThereOnce(t *testing.T) {
	require.Equal(t, []int{0, 2, 5}, formula.UsedColumns([]int{5, 0}, nil, []int{2, 5}))
	require.Empty(t, formula.UsedColumns(nil))
}
