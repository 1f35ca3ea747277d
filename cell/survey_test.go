package cell_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"regulars/cell"
)

func survey(texts ...string) *cell.Survey {
	var s cell.Survey
	for i, text := range texts {
		s.Add(text, false, int64(i+2))
	}
	return &s
}

func TestSurveyOfDates(t *testing.T) {
	for _, c := range []struct {
		texts []string
		want  cell.DateStyle
		why   string
	}{
		{[]string{"10/31/2026", "11/02/2026", "11/14/2026"}, cell.DateStyle{Order: cell.MDY}, ""},
		{[]string{"11/02/2026", "31/10/2026", ""}, cell.DateStyle{Order: cell.DMY}, ""},
		{[]string{"2026-11-02", "2026-11-03 10:15"}, cell.DateStyle{Order: cell.YMD}, ""},
		{[]string{"20261102"}, cell.DateStyle{Order: cell.YMD}, ""},
		{[]string{"02 Nov 2026", "n/a"}, cell.DateStyle{}, ""},
		{[]string{"民國113年5月20日"}, cell.DateStyle{}, ""},
		{[]string{"11/11/2026", "1/1/2026"}, cell.DateStyle{}, ""}, // one date either way
		{[]string{"2026-11-02", "26/11/02", "x"}, cell.DateStyle{Order: cell.YMD}, ""},
		{nil, cell.DateStyle{}, ""},
		{[]string{"", " ", "NULL"}, cell.DateStyle{}, ""},
		{[]string{"11/11/2026", "11/02/2026"}, cell.DateStyle{}, `11/02/2026 in line 3 may be 2 Nov or 11 Feb: declare dates: "mdy" or "dmy"`},
		{[]string{"31/10/2026", "10/31/2026"}, cell.DateStyle{}, `the dates contradict each other: 10/31/2026 in line 3 is written as mdy, 31/10/2026 in line 2 as dmy`},
		{[]string{"26/11/02", "26/11/03"}, cell.DateStyle{}, `26/11/02 in line 2 has a year of two digits: declare dates: "%y/%m/%d" or "%d/%m/%y"`},
		{[]string{"26/11/02", "32/11/03"}, cell.DateStyle{}, `"%y/%m/%d"`},
		{[]string{"13-31-26", "12-31-26 10:15"}, cell.DateStyle{}, `"%m-%d-%y %H:%M"`},
		{[]string{"02-Nov-26 3:04:05 PM"}, cell.DateStyle{}, `"%d-%b-%y %I:%M:%S %p"`},
		{[]string{"113/05/20"}, cell.DateStyle{}, `may be a year of the Republic: declare dates: "roc"`},
		{[]string{"1985", "12", "1.5"}, cell.DateStyle{}, "no cell is a date: the first is 1985 in line 2"},
		{[]string{"46328", "46329.5"}, cell.DateStyle{}, `if they are dates, declare dates: "serial"`},
		{[]string{"1793585700"}, cell.DateStyle{}, `declare dates: "epoch"`},
		{[]string{"1793585700500"}, cell.DateStyle{}, `declare dates: "epoch_ms"`},
		{[]string{"0000-00-00"}, cell.DateStyle{}, "no cell is a date"},
		{[]string{"a@x.test"}, cell.DateStyle{}, "no cell is a date: the first is a@x.test in line 2"},
		{[]string{"王"}, cell.DateStyle{}, "no cell is a date"},
	} {
		style, err := survey(c.texts...).Dates()
		if c.why != "" {
			require.ErrorContains(t, err, c.why, c.texts)
			continue
		}
		require.NoError(t, err, c.texts)
		require.Equal(t, c.want, style, c.texts)
	}
	for text, why := range map[string]string{
		"1985": "", "1793585700x": "", "1793585700500x": "", "46328x": "", "46328.x": "", "46328/5": "", "463.5": "", "26/1/2": "!", "46328": `: if they are dates, declare dates: "serial"`,
	} {
		_, err := survey(text).Dates()
		if why == "!" {
			require.ErrorContains(t, err, text+" in line 2 has a year of two digits")
			continue
		}
		require.EqualError(t, err, "no cell is a date: the first is "+text+" in line 2"+why)
	}
	for _, text := range []string{"2 Nov 2026", "民國113年5月20日", "11/11/2026"} {
		_, err := survey(text, "x").Dates()
		require.NoError(t, err, "one cell that is no date says nothing of a column that has one: %s", text)
	}
	for text, want := range map[string]int64{
		"1970-01-01": 1, "2148-12-31": 1, "1969-12-31": 0, "2149-01-01": 0, "2026-02-30": 0, "10/31/1969": 0, "10/31/2026": 1, "13/32/2026": 0, "300/05/20": 0, "113/13/20": 0, "113/05/20": 1, "2026-11-02x": 0,
		"99/99/99": 0,
	} {
		require.Equal(t, want, survey(text).Counts().Dates, text)
	}
	_, err := survey("32/11/03", "26/11/02").Dates()
	require.EqualError(t, err, `32/11/03 in line 2 has a year of two digits: declare dates: "%y/%m/%d"`)
	_, err = survey("26/11/02 下午 3:04").Dates()
	require.ErrorContains(t, err, `"%y/%m/%d %p %I:%M"`)
	at, err := cell.Time("26/11/02 下午 3:04", cell.DateStyle{Format: "%y/%m/%d %p %I:%M"}, nil)
	require.NoError(t, err, "what it proposes reads the cell")
	require.Equal(t, time.Date(2026, 11, 2, 15, 4, 0, 0, time.UTC), at)
	var one cell.Survey
	one.AddDate("x", 1)
	_, err = one.Dates()
	require.EqualError(t, err, "no cell is a date: the first is x in line 1")
	var ambiguous *cell.Ambiguous
	_, err = survey("11/02/2026").Dates()
	require.True(t, errors.As(err, &ambiguous))
	require.Equal(t, []string{"mdy", "dmy"}, ambiguous.Fits)
	require.Equal(t, cell.Example{Text: "11/02/2026", Line: 2}, ambiguous.Example)
	var contradiction *cell.Contradiction
	_, err = survey("31/10/2026", "10/31/2026").Dates()
	require.True(t, errors.As(err, &contradiction))
	require.Equal(t, cell.Example{Text: "31/10/2026", Line: 2}, contradiction.Other)
	var notDates *cell.NotDates
	_, err = survey("46328").Dates()
	require.True(t, errors.As(err, &notDates))
	require.Equal(t, []string{"serial"}, notDates.Fits)
}

func TestSurveyOfNumbers(t *testing.T) {
	for _, c := range []struct {
		texts []string
		want  cell.NumberStyle
		why   string
	}{
		{[]string{"1234", "12"}, cell.NumberStyle{}, ""},
		{[]string{"12.50", "1,234"}, point, ""},
		{[]string{"1,234.50"}, point, ""},
		{[]string{"1'234"}, cell.NumberStyle{Decimal: '.', Group: '\''}, ""},
		{[]string{"5", "x"}, cell.NumberStyle{}, ""},
		{[]string{"1,234,567"}, point, ""},
		{[]string{"12,50", "1.234"}, comma, ""},
		{[]string{"1.234.567", "1.234"}, comma, ""},
		{[]string{"1.234,50"}, comma, ""},
		{[]string{"1'234.50"}, cell.NumberStyle{Decimal: '.', Group: '\''}, ""},
		{[]string{"1 234,50", "100 200"}, cell.NumberStyle{Decimal: ',', Group: ' '}, ""},
		{[]string{"NT$1,234", "500"}, point, ""},
		{[]string{"100.50", "1.234.567"}, point, ""}, // and a reader refuses the latter
		{[]string{"100,50", "1,234,567"}, comma, ""},
		{[]string{"12.50", "12.50.00", "-", "n/a"}, point, ""},
		{[]string{"1.234", "12.5"}, point, ""},
		{nil, cell.NumberStyle{}, ""},
		{[]string{"1.234", "2.000"}, cell.NumberStyle{}, `1.234 in line 2 may be 1.234 or 1234: declare numbers: "1,234.50" or "1.234,50"`},
		{[]string{"1.234", "2,000"}, cell.NumberStyle{}, "1.234 in line 2 may be"},
		{[]string{"12.50", "12,50"}, cell.NumberStyle{}, "the numbers contradict each other: 12.50 in line 2 is written as 1,234.50, 12,50 in line 3 as 1.234,50"},
		{[]string{"1,234,567", "1.234.567"}, cell.NumberStyle{}, "the numbers contradict each other"},
		{[]string{"100 200"}, cell.NumberStyle{}, "no cell is a number"},
		{[]string{"x", "a@x.test"}, cell.NumberStyle{}, "no cell is a number: the first is x in line 2"},
	} {
		s := survey(c.texts...)
		style, err := s.Numbers()
		example, taken := s.Taken()
		if c.why != "" {
			require.ErrorContains(t, err, c.why, c.texts)
			require.False(t, taken, c.texts)
			continue
		}
		require.NoError(t, err, c.texts)
		require.Equal(t, c.want, style, c.texts)
		require.Equal(t, len(c.texts) > 0 && c.texts[0] == "NT$1,234", taken, c.texts)
		if taken {
			require.Equal(t, cell.Example{Text: "NT$1,234", Line: 2}, example)
		}
	}
	var s cell.Survey
	for _, text := range []string{"1.234", "1e3", "-2.5"} {
		s.Add(text, true, 1)
	}
	style, err := s.Numbers()
	require.NoError(t, err, "numbers of the file's own type say nothing of how texts are written")
	require.Equal(t, cell.NumberStyle{}, style)
	require.EqualValues(t, 3, s.Counts().Typed)
}

func TestSurveyCounts(t *testing.T) {
	s := survey("1", "-2.5", "(3)", "1,000.25", "", "NT$ 5", "2026-11-02", "yes", "a@x.test", "b@x.test", "x@", "0912345678", "0912345678", "(415) 555-2671", "0000-00-00", "王小明")
	c := s.Counts()
	require.Equal(t, cell.Counts{
		Cells: 16, Empty: 1, Distinct: 14, Integers: 5, Decimals: 2, Negative: 2, Dates: 1, Flags: 2, Mails: 2, Longest: 14,
	}, c)
	valid, of := s.Phones("TW", "US", "JP")
	require.Equal(t, map[string]int{"TW": 1, "US": 1}, valid)
	require.Equal(t, 3, of)
	require.EqualValues(t, 2, s.Words()["0912345678"])
	require.Equal(t, map[string]int64{"TWD": 1}, s.Currencies())
	require.EqualValues(t, 1, s.ZeroDates())
	extent, ok := s.Extent()
	require.True(t, ok)
	require.Equal(t, cell.Example{Text: "(3)", Line: 4}, extent.Least)
	require.InDelta(t, -3, extent.Smallest, 0)
	require.Equal(t, cell.Example{Text: "0912345678", Line: 13}, extent.Most)

	for _, c := range []struct {
		texts       []string
		least, most float64
		lines       [2]int64
	}{
		{[]string{"5", "7", "5.0", "7.0"}, 5, 7, [2]int64{2, 3}},
		{[]string{"-5", "-7", "x"}, -7, -5, [2]int64{3, 2}},
		{[]string{"1.234,50", "99"}, 99, 1234.5, [2]int64{3, 2}},
		{[]string{"1,234.50", "99"}, 99, 1234.5, [2]int64{3, 2}},
		{[]string{"0.12345678901234567", "5"}, 0.12345678901234567, 5, [2]int64{2, 3}},
		{[]string{"12345678901234567", "5"}, 5, 12345678901234567, [2]int64{3, 2}},
	} {
		e, ok := survey(c.texts...).Extent()
		require.True(t, ok)
		require.Equal(t, []any{c.least, c.most, c.lines}, []any{e.Smallest, e.Largest, [2]int64{e.Least.Line, e.Most.Line}}, c.texts)
	}
	var typed cell.Survey
	for i, text := range []string{"1e3", "5", "2.5", "x1"} {
		typed.Add(text, true, int64(i+1))
	}
	e, ok := typed.Extent()
	require.True(t, ok)
	require.Equal(t, cell.Extent{Smallest: 2.5, Largest: 1000, Least: cell.Example{Text: "2.5", Line: 3}, Most: cell.Example{Text: "1e3", Line: 1}}, e)
	require.Equal(t, []int64{2, 1}, []int64{typed.Counts().Integers, typed.Counts().Decimals})
	var none cell.Survey
	none.Add("x1", true, 1)
	_, err := none.Numbers()
	require.EqualError(t, err, "no cell is a number: the first is x1 in line 1")
	require.EqualValues(t, 1, survey("unsubscribed").Counts().Flags)

	from, to := survey("113/05/20").Span(cell.YMD)
	require.Equal(t, "2024-05-20 2024-05-20", from.Format(time.DateOnly)+" "+to.Format(time.DateOnly))
	from, to = survey("11/02/2026", "01/03/2026", "2026-05-05").Span(cell.MDY)
	require.Equal(t, "2026-01-03 2026-11-02", from.Format(time.DateOnly)+" "+to.Format(time.DateOnly))
	from, to = survey("11/02/2026", "01/03/2026", "2026-05-05").Span(cell.DMY)
	require.Equal(t, "2026-02-11 2026-05-05", from.Format(time.DateOnly)+" "+to.Format(time.DateOnly))
	from, _ = survey("x").Span(cell.YMD)
	require.True(t, from.IsZero())
	_, ok = survey("x").Extent()
	require.False(t, ok)
}

// The columns that are only dates or only numbers are read as all are.
func TestSurveyOfOneKind(t *testing.T) {
	var s cell.Survey
	for i, text := range []string{"", "10/31/2026", "NULL"} {
		s.AddDate(text, int64(i+1))
	}
	for i, text := range []string{"", "12,50", "NULL"} {
		s.AddNumber(text, false, int64(i+1))
	}
	dates, err := s.Dates()
	require.NoError(t, err)
	require.Equal(t, cell.DateStyle{Order: cell.MDY}, dates)
	at, ok := s.DatesProof()
	require.True(t, ok)
	require.Equal(t, cell.Example{Text: "10/31/2026", Line: 2}, at)
	numbers, err := s.Numbers()
	require.NoError(t, err)
	require.Equal(t, comma, numbers)
	at, ok = s.NumbersProof()
	require.True(t, ok)
	require.Equal(t, cell.Example{Text: "12,50", Line: 2}, at)
	require.Zero(t, s.Counts())

	var nothing cell.Survey
	nothing.AddDate("", 1)
	nothing.AddNumber("NULL", false, 1)
	_, err = nothing.Dates()
	require.NoError(t, err)
	_, err = nothing.Numbers()
	require.NoError(t, err)
}

// Which cell proves how a column is written.
func TestProofs(t *testing.T) {
	for text, proof := range map[string]bool{"10/31/2026": true, "31/10/2026": true, "11/02/2026": false, "2026-11-02": false} {
		at, ok := survey("x", text, text).DatesProof()
		require.Equal(t, proof, ok, text)
		require.Equal(t, proof, at == cell.Example{Text: text, Line: 3}, text)
	}
	for text, proof := range map[string]bool{"12.5": true, "12,5": true, "1.234.567": true, "1,234,567": true, "1,234": false, "1.234": false, "12": false} {
		at, ok := survey("x", text, text).NumbersProof()
		require.Equal(t, proof, ok, text)
		require.Equal(t, proof, at == cell.Example{Text: text, Line: 3}, text)
	}
}

// What may be a phone number is looked at: seven to fifteen digits, in at most 24 signs.
func TestWhichCellsMayBePhones(t *testing.T) {
	for text, want := range map[string]int{
		"5551234": 1, "555123": 0, "555-1234": 1, "+1 (415) 555.2671": 1, "123456789012345": 1, "1234567890123456": 0, "1234567" + strings.Repeat(" ", 16) + "8": 1,
		"1234567" + strings.Repeat(" ", 17) + "8": 0, "555/12345": 0, "2026-11-02": 0, "a5551234": 0,
	} {
		_, of := survey(text, text).Phones("TW")
		require.Equal(t, want, of, text)
	}
	var s cell.Survey
	for i := range 501 {
		s.Add(fmt.Sprint(5_550_000+i), false, 1)
	}
	_, of := s.Phones()
	require.Equal(t, 500, of)
}

// What a survey keeps is bounded, and it says so.
func TestSurveyIsBounded(t *testing.T) {
	var s cell.Survey
	for i := range 20_000 {
		s.Add(fmt.Sprintf("word %d %s", i, strings.Repeat("x", i%100)), false, int64(i))
	}
	require.EqualValues(t, 10_000, s.Counts().Distinct)
	require.Nil(t, s.Words())
	require.EqualValues(t, 20_000, s.Counts().Cells)

	long := strings.Repeat("x", 80)
	require.Equal(t, map[string]int64{long: 2}, survey(long, long).Words())
	require.Nil(t, survey("a", long+"x").Words())
	var few cell.Survey
	for i := range 102 {
		few.Add(fmt.Sprint("w", i%50), false, 1)
	}
	require.Len(t, few.Words(), 50)
	require.EqualValues(t, 3, few.Words()["w1"])
	few.Add("one more", false, 1)
	require.Nil(t, few.Words())
	few.Add("w1", false, 1)
	require.Nil(t, few.Words())
}

// What an amount says of itself: less than nothing, and in which currency.
func TestSurveyOfSigns(t *testing.T) {
	for text, negative := range map[string]int64{"-5": 1, "5-": 1, "(5)": 1, "NT$-490": 1, "−5": 1, "5": 0, "+5": 0, "x-y": 0} {
		require.Equal(t, negative, survey(text).Counts().Negative, text)
	}
	require.Equal(t, map[string]int64{"EUR": 2, "TWD": 1}, survey("5 EUR", "€5", "NT$5", "5", "$5", "$5 x").Currencies())
}

// Dates in whatever order: the survey's style reads all of them right, or it asks.
func TestSurveyedDatesAreRightOrAsked(t *testing.T) {
	layouts := map[string]string{"1/2/2006": "", "02/01/2006": "", "2006-01-02": "", "2006/1/2 15:04": "", "02-01-2006 15:04": "", "Jan 2, 2006": "", "01/02/06": "", "060102": ""}
	names := []string{"1/2/2006", "02/01/2006", "2006-01-02", "2006/1/2 15:04", "02-01-2006 15:04", "Jan 2, 2006", "01/02/06", "060102"}
	require.Len(t, names, len(layouts))
	right, asked := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		layout := rapid.SampledFrom(names).Draw(t, "layout")
		unixes := rapid.SliceOfN(rapid.Int64Range(1_600_000_000, 1_900_000_000), 1, 8).Draw(t, "times")
		var s cell.Survey
		var texts []string
		for i, unix := range unixes {
			texts = append(texts, time.Unix(unix, 0).UTC().Format(layout))
			s.Add(texts[i], false, int64(i+1))
		}
		style, err := s.Dates()
		if err != nil {
			asked++
			return
		}
		right++
		for i, unix := range unixes {
			at, err := cell.Day(texts[i], style)
			require.NoError(t, err, texts[i])
			require.Equal(t, time.Unix(unix, 0).UTC().Format(time.DateOnly), at.Format(time.DateOnly), texts[i])
		}
	})
	require.Positive(t, right)
	require.Positive(t, asked)
}

// Amounts in whatever dialect: the survey's style reads all of them right, or it asks, or
// it says that it took a comma for a thousand.
func TestSurveyedAmountsAreRightOrAsked(t *testing.T) {
	right, asked := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		style := rapid.SampledFrom(styles).Draw(t, "style")
		var s cell.Survey
		var texts, want []string
		decimals := rapid.SampledFrom([]string{`[0-9]{2}`, `[0-9]{0,2}`, ``, `[0-9]{3}`}).Draw(t, "decimals")
		for i := range rapid.IntRange(1, 8).Draw(t, "rows") {
			whole, frac := rapid.StringMatching(`0|[1-9][0-9]{0,6}`).Draw(t, "whole"), rapid.StringMatching(decimals).Draw(t, "frac")
			texts = append(texts, written(t, whole, frac, false, style))
			want = append(want, strings.TrimRight(whole+"."+frac, "."))
			s.Add(texts[i], false, int64(i+1))
		}
		found, err := s.Numbers()
		_, taken := s.Taken()
		if err != nil || taken {
			asked++
			return
		}
		for i, text := range texts {
			got, err := cell.Amount(text, found)
			if err != nil {
				asked++
				return
			}
			right++
			wanted, _ := cell.Amount(want[i], cell.TypedNumbers)
			require.True(t, wanted.Equal(got), "%q is %s, not %s", text, got, want[i])
		}
	})
	require.Positive(t, right)
	require.Positive(t, asked)
}
