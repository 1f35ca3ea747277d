package export

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"regulars/present"
)

// table takes rows of values: a header first, then a value per column. A value is a
// string, a bool, a whole number, nil, or one of the kinds below.
type table interface {
	header(columns ...string) error
	write(values ...any) error
	close() error
}

// What a value is, where a spreadsheet must know: its cell is a date or a number
// then, in the format of its kind.
type (
	money  float64         // two decimals
	ratio  float64         // a part of a whole, as per cent with two decimals
	amount float64         // so many of something: whole, or two decimals
	price  decimal.Decimal // money with all its digits
	part   decimal.Decimal // an amount with all its digits
	day    time.Time       // a date
	moment time.Time       // a date and the time of day, in UTC
)

// CheckName returns an error for the name of a file that is neither .csv nor .xlsx.
func CheckName(flag, path string) error {
	if kind := kindOf(path); kind != ".csv" && kind != ".xlsx" {
		return fmt.Errorf("%s %s: name a .csv or .xlsx file", flag, path)
	}
	return nil
}

func kindOf(path string) string { return strings.ToLower(filepath.Ext(path)) }

// writeTable writes a table into the file at path: an Excel sheet with the headers of
// a language where the name ends in .xlsx, else CSV.
func writeTable(path string, names *present.Names, rows func(table) error) error {
	return WholeFile(path, func(file *os.File) error {
		t, err := newTable(path, file, names)
		if err != nil {
			return err
		}
		if err := rows(t); err != nil {
			_ = t.close()
			return err
		}
		return t.close()
	})
}

func newTable(path string, file *os.File, names *present.Names) (table, error) {
	if kindOf(path) == ".xlsx" {
		return newSheet(file, names)
	}
	return newCSV(file), nil
}

// optional returns a value in its kind, nil where there is none.
func optional[K, T any](v *T, kind func(T) K) any {
	if v == nil {
		return nil
	}
	return kind(*v)
}

func asMoney(v float64) money       { return money(v) }
func asRatio(v float64) ratio       { return ratio(v) }
func asAmount(v float64) amount     { return amount(v) }
func asPart(v decimal.Decimal) part { return part(v) }
func asDay(v time.Time) day         { return day(v) }
func asMoment(v time.Time) moment   { return moment(v) }
func asIs[T int64 | uint8](v T) T   { return v }
