package cell_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"regulars"
	"regulars/cell"
)

var dateStyles = []cell.DateStyle{
	{}, {Order: cell.MDY}, {Order: cell.DMY}, {Order: cell.YMD}, {ROC: true}, {Serial: true}, {Format: "epoch"}, {Format: "epoch_ms"}, {Format: "%d/%m/%y %I:%M %p"}, {Format: "%Y%m%d%H%M%S"},
}

// checkError fails where an error is too long to show, or quotes too much.
func checkError(t *testing.T, text string, err error) {
	t.Helper()
	if n := utf8.RuneCountInString(err.Error()); n > 160 {
		t.Fatalf("the error of %q has %d runes", text, n)
	}
}

func FuzzTime(f *testing.F) {
	for _, text := range []string{"2026-11-02 10:15:30", "11/02/2026 3:04 PM", "民國113年5月20日 下午 3:15", "Mon, 02 Nov 2026 10:00:00 +0800", "2026-03-29 02:30", "46328.5", "1793585700", "０２６/１１/2", "\xff2026-11-02"} {
		f.Add(text, byte(0))
	}
	berlin := zoneOf(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text string, style byte) {
		s := dateStyles[int(style)%len(dateStyles)]
		at, err := cell.Time(text, s, berlin)
		if err != nil {
			checkError(t, text, err)
			return
		}
		if year := at.Year(); year < 1970 || year > 2148 {
			t.Fatalf("%q is in %d", text, year)
		}
		again, err := cell.Time(at.Format(time.RFC3339Nano), cell.DateStyle{}, nil)
		if err != nil || !again.Equal(at) {
			t.Fatalf("%q is %s, which is %s: %v", text, at, again, err)
		}
	})
}

func FuzzDay(f *testing.F) {
	for _, text := range []string{"2026-11-02", "02/11/26", "113/05/20", "0000-00-00", "2026-11-02 24:00", "1985", "--05-06"} {
		f.Add(text, byte(0))
	}
	births := regexp.MustCompile(`^(?:|(?:--|19\d\d-|2[01]\d\d-)\d\d-\d\d)$`)
	f.Fuzz(func(t *testing.T, text string, style byte) {
		s := dateStyles[int(style)%len(dateStyles)]
		day, err := cell.Day(text, s)
		if err != nil {
			checkError(t, text, err)
		} else if day != day.Truncate(24*time.Hour) || day.Location() != time.UTC || day.Year() < 1970 || day.Year() > 2148 {
			t.Fatalf("%q is %s", text, day)
		} else if again, err := cell.Day(day.Format(time.DateOnly), cell.DateStyle{}); err != nil || !again.Equal(day) {
			t.Fatalf("%q is %s, which is %s: %v", text, day, again, err)
		}
		birth, err := cell.Birth(text, s)
		if !births.MatchString(birth) || err != nil && birth != "" {
			t.Fatalf("%q is a birth on %q: %v", text, birth, err)
		}
		if again, err := cell.Birth(birth, cell.DateStyle{}); err != nil || again != birth {
			t.Fatalf("%q is a birth on %q, which is %q: %v", text, birth, again, err)
		}
	})
}

var fuzzedNumbers = append([]cell.NumberStyle{{}, cell.TypedNumbers}, styles...)

func FuzzAmount(f *testing.F) {
	for _, text := range []string{"1,234.50", "(NT$ 490)", "−5", "１２３", "1.5e-3", "-", "1'234", "1 234,50", "12.50.00", "元5€", "Infinity"} {
		f.Add(text, byte(0))
	}
	f.Fuzz(func(t *testing.T, text string, style byte) {
		s := fuzzedNumbers[int(style)%len(fuzzedNumbers)]
		d, err := cell.Amount(text, s)
		m, outside := cell.Money(text, s)
		if err != nil {
			checkError(t, text, err)
			if outside == nil {
				t.Fatalf("%q is no amount, but the money %s", text, m)
			}
			return
		}
		again, err := cell.Amount(d.String(), cell.TypedNumbers)
		if err != nil && len(d.String()) <= 128 || err == nil && !again.Equal(d) {
			t.Fatalf("%q is %s, which is %s: %v", text, d, again, err)
		}
		rounded := d.Round(regulars.MoneyScale)
		if beyond := rounded.Abs().GreaterThan(regulars.MaxMoney.Decimal()); beyond != (outside != nil) || !beyond && !m.Decimal().Equal(rounded) {
			t.Fatalf("%q is %s, and the money %s: %v", text, d, m, outside)
		}
	})
}

func FuzzQuantity(f *testing.F) {
	for _, text := range []string{"2", "2.0", "1,000", "(3)", "NaN", "1e308", "0x1p-2", "９"} {
		f.Add(text, byte(0))
	}
	f.Fuzz(func(t *testing.T, text string, style byte) {
		s := fuzzedNumbers[int(style)%len(fuzzedNumbers)]
		q, err := cell.Quantity(text, s)
		d, unlike := cell.Amount(text, s)
		if err != nil {
			checkError(t, text, err)
			return
		}
		if want, _ := d.Float64(); unlike != nil || want != q {
			t.Fatalf("%q is %v, and the amount %s: %v", text, q, d, unlike)
		}
	})
}

func FuzzID(f *testing.F) {
	for _, text := range []string{`="000123"`, "2.02611E+15", "#REF!", " A\u200b ", "e\u0301", "'0912", "='1'", "NULL"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := cell.ID(text)
		if err != nil {
			checkError(t, text, err)
			return
		}
		if strings.Trim(id, " ") != id || strings.Contains(id, "\u200b") {
			t.Fatalf("%q is the id %q", text, id)
		}
		if _, err := cell.TypedID(text); err != nil {
			t.Fatalf("%q is the id %q, but none where it is typed: %v", text, id, err)
		}
	})
}

func FuzzWord(f *testing.F) {
	for _, text := range []string{" a  b ", "e\u0301", "\u200d", "👨\u200d👩", "\xff", "\u0344", "是", "2026-11-02", "1.0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		word := cell.Word(text)
		if again := cell.Word(word); again != word {
			t.Fatalf("%q is %q, which is %q", text, word, again)
		}
		if consent := cell.Consent(text); utf8.RuneCountInString(consent) > 100 || consent != cell.Consent(consent) && len(consent) < 100 {
			t.Fatalf("%q is the consent %q", text, consent)
		}
		if value, known, err := cell.Flag(text); value && !known || known && err != nil {
			t.Fatalf("%q is the flag %t, known %t: %v", text, value, known, err)
		}
	})
}

// The cells of a column, one a line: what a survey finds is read by the readers.
func FuzzSurvey(f *testing.F) {
	for _, texts := range []string{"10/31/2026\n11/02/2026", "1.234\n12,50", "26/11/02", "a@x.test\n0912345678\n\nyes", "1,234", "(5)\n5-", "113/05/20\n46328"} {
		f.Add(texts, false)
	}
	f.Fuzz(func(t *testing.T, texts string, typed bool) {
		var s cell.Survey
		cells := strings.Split(texts, "\n")
		for i, text := range cells {
			s.Add(text, typed, int64(i+1))
		}
		c := s.Counts()
		if c.Cells != int64(len(cells)) || c.Empty+c.Distinct > c.Cells || c.Integers+c.Decimals > c.Cells-c.Empty || c.Dates > c.Cells-c.Empty {
			t.Fatalf("%q has the counts %+v", texts, c)
		}
		dates, err := s.Dates()
		if err != nil {
			checkError(t, texts, err)
		}
		numbers, unclear := s.Numbers()
		readable := 0
		for _, text := range cells {
			if _, wrong := cell.Day(text, dates); wrong == nil {
				readable++
			}
			if _, wrong := cell.Amount(text, numbers); wrong != nil {
				checkError(t, text, wrong)
			}
		}
		if err == nil && c.Dates > 0 && readable == 0 {
			t.Fatalf("%q has %d dates, and none is read by %+v", texts, c.Dates, dates)
		}
		if unclear == nil && numbers != (cell.NumberStyle{}) {
			if same, wrong := cell.NumbersOf(numbers.String()); wrong != nil || same != numbers {
				t.Fatalf("%q: the style %+v is declared as %q, which is %+v: %v", texts, numbers, numbers, same, wrong)
			}
		}
		if declared, wrong := cell.DatesOf(dates.String()); wrong != nil || declared != dates {
			t.Fatalf("%q: the style %+v is declared as %q: %v", texts, dates, dates, wrong)
		}
	})
}
