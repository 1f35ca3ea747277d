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

func zoneOf(t require.TestingT, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	return zone
}

func TestTime(t *testing.T) {
	mdy, dmy, roc := cell.DateStyle{Order: cell.MDY}, cell.DateStyle{Order: cell.DMY}, cell.DateStyle{ROC: true}
	for _, c := range []struct {
		text  string
		style cell.DateStyle
		want  string
	}{
		{"2026-11-02", cell.DateStyle{}, "2026-11-02T00:00:00+08:00"},
		{" 2026/11/2\u00a0", cell.DateStyle{}, "2026-11-02T00:00:00+08:00"},
		{"2026.1.2 3:04", cell.DateStyle{}, "2026-01-02T03:04:00+08:00"},
		{"20261102", cell.DateStyle{}, "2026-11-02T00:00:00+08:00"},
		{"20261102101530", cell.DateStyle{}, "2026-11-02T10:15:30+08:00"},
		{"20261102T101530Z", cell.DateStyle{}, "2026-11-02T18:15:30+08:00"},
		{"2026年11月2日", cell.DateStyle{}, "2026-11-02T00:00:00+08:00"},
		{"2026 年 11 月 2 日 下午 3 點 5 分", cell.DateStyle{}, "2026-11-02T15:05:00+08:00"},
		{"2026年11月2日 下午3點5分20秒", cell.DateStyle{}, "2026-11-02T15:05:20+08:00"},
		{"２０２６／１１／０２　１０：１５", cell.DateStyle{}, "2026-11-02T10:15:00+08:00"},
		{`="2026-11-02"`, cell.DateStyle{}, "2026-11-02T00:00:00+08:00"},
		{"2026-11-02T10:15:30.5+02:00", cell.DateStyle{}, "2026-11-02T16:15:30.5+08:00"},
		{"2026-11-02 10:15:30,25 +0800", cell.DateStyle{}, "2026-11-02T10:15:30.25+08:00"},
		{"2026-11-02 10:15:30 UTC", cell.DateStyle{}, "2026-11-02T18:15:30+08:00"},
		{"2026-11-02T10:15:30-05", cell.DateStyle{}, "2026-11-02T23:15:30+08:00"},
		{"2026-11-02T10:15:30+08:00[Asia/Taipei]", cell.DateStyle{}, "2026-11-02T10:15:30+08:00"},
		{"2026-11-02 10:15:30 GMT+9", cell.DateStyle{}, "2026-11-02T09:15:30+08:00"},
		{"2026-11-02 10:15:30 CST", cell.DateStyle{}, "!has no time of day"}, // Chicago's or China's
		{"2026/11/2 下午 3:15:20", cell.DateStyle{}, "2026-11-02T15:15:20+08:00"},
		{"2026/11/2 上午12:00", cell.DateStyle{}, "2026-11-02T00:00:00+08:00"},
		{"2026/11/2 12:00 AM", cell.DateStyle{}, "2026-11-02T00:00:00+08:00"},
		{"2026/11/2 12:30:00 p.m.", cell.DateStyle{}, "2026-11-02T12:30:00+08:00"},
		{"2026/11/2 中午 11:30", cell.DateStyle{}, "2026-11-02T11:30:00+08:00"},
		{"2026/11/2 中午12:30", cell.DateStyle{}, "2026-11-02T12:30:00+08:00"},
		{"2026/11/2 中午 1:05", cell.DateStyle{}, "2026-11-02T13:05:00+08:00"},
		{"2026/11/2 早上 9:05", cell.DateStyle{}, "2026-11-02T09:05:00+08:00"},
		{"2026/11/2 清晨 5:05", cell.DateStyle{}, "2026-11-02T05:05:00+08:00"},
		{"2026/11/2 晚上 8:05", cell.DateStyle{}, "2026-11-02T20:05:00+08:00"},
		{"2026/11/2 晚間 20:05", cell.DateStyle{}, "2026-11-02T20:05:00+08:00"},
		{"2026/11/2 凌晨 12:05", cell.DateStyle{}, "2026-11-02T00:05:00+08:00"},
		{"2026/11/2 下午 15:15", cell.DateStyle{}, "2026-11-02T15:15:00+08:00"},
		{"2026/11/2 晚上 12:10", cell.DateStyle{}, "!has no time of day"}, // of which day?
		{"2026/11/2 晚上 1:10", cell.DateStyle{}, "!has no time of day"},
		{"2026/11/2 早上 12:10", cell.DateStyle{}, "!has no time of day"},
		{"2026/11/2 中午 9:10", cell.DateStyle{}, "!has no time of day"},
		{"2026/11/2 15:15 AM", cell.DateStyle{}, "!has no time of day"},
		{"2026/11/02 (一) 10:15", cell.DateStyle{}, "2026-11-02T10:15:00+08:00"},
		{"2026-11-02 24:00", cell.DateStyle{}, "2026-11-03T00:00:00+08:00"},
		{"2026-11-02 24:01", cell.DateStyle{}, "!has no time of day"},
		{"2026-11-02 23:59:60", cell.DateStyle{}, "!has no time of day"},
		{"2026-11-02 10:60", cell.DateStyle{}, "!has no time of day"},
		{"2026-11-02 10", cell.DateStyle{}, "!has no time of day"},
		{"2026-11-02x", cell.DateStyle{}, "!has no time of day"},
		// Names of months.
		{"02 Nov 2026", cell.DateStyle{}, "2026-11-02T00:00:00+08:00"},
		{"2-Nov-2026 10:15", cell.DateStyle{}, "2026-11-02T10:15:00+08:00"},
		{"Nov 2, 2026 3:04 PM", cell.DateStyle{}, "2026-11-02T15:04:00+08:00"},
		{"Monday, November 2nd, 2026", cell.DateStyle{}, "2026-11-02T00:00:00+08:00"},
		{"Mon, 02 Nov 2026 10:00:00 +0800", cell.DateStyle{}, "2026-11-02T10:00:00+08:00"},
		{"Mon Nov  2 10:00:00 2026", cell.DateStyle{}, "2026-11-02T10:00:00+08:00"},
		{"Mon Nov 02 2026 10:00:00 GMT+0800 (台北標準時間)", cell.DateStyle{}, "2026-11-02T10:00:00+08:00"},
		{"Nov 31, 2026", cell.DateStyle{}, "!is no day of the calendar"},
		{"02 Non 2026", cell.DateStyle{}, "!is no date"},
		{"02-Nov-26", cell.DateStyle{}, "!has a year of two digits"},
		// The year last needs an order, unless there is but one.
		{"11/02/2026", cell.DateStyle{}, "!may be 2 Nov or 11 Feb: write dates: mdy or dmy"},
		{"11/02/2026", mdy, "2026-11-02T00:00:00+08:00"},
		{"11/02/2026 10:15 PM", dmy, "2026-02-11T22:15:00+08:00"},
		{"10/31/2026", cell.DateStyle{}, "2026-10-31T00:00:00+08:00"},
		{"31.10.2026", cell.DateStyle{}, "2026-10-31T00:00:00+08:00"},
		{"11-11-2026", cell.DateStyle{}, "2026-11-11T00:00:00+08:00"},
		{"31/10/2026", mdy, "!is not written as the others are, mdy"},
		{"10/31/2026", dmy, "!is not written as the others are, dmy"},
		{"10/31/2026", cell.DateStyle{Order: cell.YMD}, "!is not written as the others are, ymd"},
		{"2026-11-02", dmy, "2026-11-02T00:00:00+08:00"},
		{"11/02-2026", mdy, "!is no date"},
		// Years of two digits are never evident.
		{"26/11/02", cell.DateStyle{}, "!has a year of two digits"},
		{"26/11/02", cell.DateStyle{Order: cell.YMD}, "!has a year of two digits"},
		{"11/02/26", mdy, "!has a year of two digits"},
		{"26/11/02", cell.DateStyle{Format: "%y/%m/%d"}, "2026-11-02T00:00:00+08:00"},
		{"70/11/02", cell.DateStyle{Format: "%y/%m/%d"}, "1970-11-02T00:00:00+08:00"},
		{"69/11/02", cell.DateStyle{Format: "%y/%m/%d"}, "2069-11-02T00:00:00+08:00"},
		// Years of the Republic are declared, or said.
		{"113/05/20", cell.DateStyle{}, "!may be a year of the Republic: write dates: roc"},
		{"113/05/20 10:15", roc, "2024-05-20T10:15:00+08:00"},
		{"1130520", roc, "2024-05-20T00:00:00+08:00"},
		{"99.5.20", roc, "2010-05-20T00:00:00+08:00"},
		{"民國113年5月20日 下午 3:15", cell.DateStyle{}, "2024-05-20T15:15:00+08:00"},
		{"中華民國 113/05/20", cell.DateStyle{}, "2024-05-20T00:00:00+08:00"},
		{"2024-05-20", roc, "2024-05-20T00:00:00+08:00"},
		// Days of a spreadsheet and seconds of an epoch are declared.
		{"46328.427083333333", cell.DateStyle{Serial: true}, "2026-11-02T10:15:00+08:00"},
		{"46328", cell.DateStyle{Serial: true}, "2026-11-02T00:00:00+08:00"},
		{"46328", cell.DateStyle{}, "!is no date"},
		{"1793585700", cell.DateStyle{Format: "epoch"}, "2026-11-02T10:15:00+08:00"},
		{"1793585700.5", cell.DateStyle{Format: "epoch"}, "2026-11-02T10:15:00.5+08:00"},
		{"1793585700500", cell.DateStyle{Format: "epoch_ms"}, "2026-11-02T10:15:00.5+08:00"},
		{"1793585700", cell.DateStyle{}, "!is no date"},
		{"1793585700500", cell.DateStyle{Format: "epoch"}, "!is not between 1970 and 2148"},
		// No dates.
		{"1985", cell.DateStyle{}, "!is no date"},
		{"12", cell.DateStyle{}, "!is no date"},
		{"1.5", cell.DateStyle{}, "!is no date"},
		{"05/06", cell.DateStyle{}, "!is no date"},
		{"2026-11", cell.DateStyle{}, "!is no date"},
		{"-", cell.DateStyle{}, "!is no date"},
		{"2026-02-29", cell.DateStyle{}, "!is no day of the calendar"},
		{"2028-02-29", cell.DateStyle{}, "2028-02-29T00:00:00+08:00"},
		{"2100-02-29", cell.DateStyle{}, "!is no day of the calendar"},
		{"2026-13-02", cell.DateStyle{}, "!is no day of the calendar"},
		{"2026-11-00", cell.DateStyle{}, "!is no day of the calendar"},
		{"2205-11-02", cell.DateStyle{}, "!is not between 1970 and 2148"},
		{"1969-12-31", cell.DateStyle{}, "!is not between 1970 and 2148"},
		{"2148-12-31 24:00", cell.DateStyle{}, "!is not between 1970 and 2148"},
		{"2148-12-31T23:00:00Z", cell.DateStyle{}, "!is not between 1970 and 2148"}, // in 2149 in Taipei
		{strings.Repeat("9", 1000), cell.DateStyle{}, "!is no date"},
	} {
		at, err := cell.Time(c.text, c.style, zoneOf(t, "Asia/Taipei"))
		if why, refused := strings.CutPrefix(c.want, "!"); refused {
			require.ErrorContains(t, err, why, c.text)
			require.ErrorContains(t, err, "not a time: ", c.text)
			require.LessOrEqual(t, len([]rune(err.Error())), 140, c.text)
			continue
		}
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, at.Format(time.RFC3339Nano), c.text)
	}
}

func TestNothingAndZeroDatesAreNamed(t *testing.T) {
	for _, text := range []string{
		"", "  ", "\u200b", "\ufeff", "NULL", "null", "(null)", "NaN", "nan", "NaT", "None", "<NA>", "N/A", "n/a", "#N/A", `\N`, `=""`, "\u3000\u3000\u3000",
		"\ufeff\u3000NULL\u200b", strings.Repeat(" ", 20),
	} {
		_, err := cell.Time(text, cell.DateStyle{}, nil)
		require.ErrorIs(t, err, cell.ErrNothing, "%q", text)
		_, err = cell.Amount(text, cell.NumberStyle{})
		require.ErrorIs(t, err, cell.ErrNothing, "%q", text)
		require.True(t, cell.Nothing(text), "%q", text)
	}
	for _, text := range []string{"0", "-", ".", "0000-00-00", "x", "NULLS", "N", "Null", "none", "NA", "0 NULL", "\u3000\u3000\u3000x"} {
		require.False(t, cell.Nothing(text), "%q", text)
	}
	for _, text := range []string{"0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "0/0/0000", "00000000"} {
		_, err := cell.Time(text, cell.DateStyle{}, nil)
		require.ErrorIs(t, err, cell.ErrZeroDate, text)
	}
	_, err := cell.Day("00/00/0000", cell.DateStyle{Format: "%d/%m/%Y"})
	require.ErrorIs(t, err, cell.ErrZeroDate)
	_, err = cell.Day("0", cell.DateStyle{Format: "epoch"})
	require.ErrorIs(t, err, cell.ErrZeroDate)
}

// A time that a clock change skips is the first moment after it; one that it makes
// twice is the earlier one.
func TestTimesAroundClockChanges(t *testing.T) {
	for _, c := range []struct{ zone, text, want string }{
		{"Europe/Berlin", "2026-03-29 02:30", "2026-03-29T03:00:00+02:00"},
		{"Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29T01:59:59+01:00"},
		{"Europe/Berlin", "2026-03-29 03:00", "2026-03-29T03:00:00+02:00"},
		{"Europe/Berlin", "2026-10-25 02:30", "2026-10-25T02:30:00+02:00"},
		{"America/New_York", "2026-03-08 02:00", "2026-03-08T03:00:00-04:00"},
		{"America/New_York", "2026-11-01 01:30", "2026-11-01T01:30:00-04:00"},
		{"America/Santiago", "2026-09-06 00:30", "2026-09-06T01:00:00-03:00"}, // the day begins at one
		{"America/Santiago", "2026-09-06", "2026-09-06T01:00:00-03:00"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"},
		{"Asia/Beirut", "2026-03-29 00:10", "2026-03-29T01:00:00+03:00"},
		{"Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00"},
		{"Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04T02:30:00+11:00"},
		{"America/Nuuk", "2026-03-28 23:30", "2026-03-28T22:59:59.999-02:00"}, // the rest of the day is skipped
		{"Pacific/Apia", "2011-12-30 12:00", "2011-12-31T00:00:00+14:00"},     // the day is
		{"Asia/Taipei", "1974-04-01", "1974-04-01T01:00:00+09:00"},
	} {
		at, err := cell.Time(c.text, cell.DateStyle{}, zoneOf(t, c.zone))
		require.NoError(t, err)
		require.Equal(t, c.want, at.Format(time.RFC3339Nano), "%s in %s", c.text, c.zone)
	}
}

// Every time of day in a zone is what a search over all moments finds.
func TestTimesAreWhenTheClocksShowThem(t *testing.T) {
	zones := []string{"Asia/Taipei", "Europe/London", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "America/Nuuk"}
	skipped := 0
	check := func(t require.TestingT, zone *time.Location, wall time.Time) {
		at, err := cell.Time(wall.Format("2006-01-02 15:04:05"), cell.DateStyle{}, zone)
		require.NoError(t, err)
		var shown time.Time
		for ahead := -26 * time.Hour; ahead <= 26*time.Hour && shown.IsZero(); ahead += 15 * time.Minute {
			if m := wall.Add(ahead).In(zone); m.Format(time.DateTime) == wall.Format(time.DateTime) {
				shown = m
			}
		}
		if !shown.IsZero() {
			require.True(t, shown.Equal(at), "%s in %s is %s, not %s", wall, zone, shown, at)
			return
		}
		skipped++
		require.Equal(t, wall.Format(time.DateOnly), at.Format(time.DateOnly))
		start, _ := at.ZoneBounds()
		_, end := at.ZoneBounds()
		require.True(t, at.Equal(start) || at.Add(time.Millisecond).Equal(end), "%s in %s", wall, zone)
	}
	rapid.Check(t, func(t *rapid.T) {
		zone := zoneOf(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		wall := time.Unix(rapid.Int64Range(1, 5_600_000_000).Draw(t, "wall"), 0).UTC()
		if rapid.Bool().Draw(t, "around a change") {
			if _, change := wall.In(zone).ZoneBounds(); !change.IsZero() {
				_, offset := change.Zone()
				wall = change.UTC().Add(time.Duration(offset)*time.Second + time.Duration(rapid.IntRange(-130, 130).Draw(t, "minutes"))*time.Minute)
			}
		}
		if wall.Year() <= 2147 && wall.Year() >= 1970 {
			check(t, zone, wall)
		}
	})
	berlin := zoneOf(t, "Europe/Berlin")
	for minute := range 240 {
		check(t, berlin, time.Date(2026, 3, 29, 0, minute, 0, 0, time.UTC))
		check(t, berlin, time.Date(2026, 10, 25, 0, minute, 0, 0, time.UTC))
	}
	require.GreaterOrEqual(t, skipped, 60)
}

// A date that Go formats in a layout is the date that is read.
func TestDatesReadBackAsWritten(t *testing.T) {
	evident := []string{
		"2006-01-02", "2006/1/2", "2006.01.02", "20060102", "2006年1月2日", "02 Jan 2006", "2-Jan-2006", "Jan 2, 2006", "January 2, 2006", "Monday, January 2, 2006",
		"Mon, 02 Jan 2006", "2006-Jan-02",
	}
	clocks := []string{"", " 15:04", " 15:04:05", "T15:04:05", " 3:04:05 PM", " 03:04 PM", " PM 3:04", " 15:04:05.000", "T15:04:05Z07:00", " 15:04:05 -0700", " 15時04分05秒"}
	ordered := map[cell.DateOrder][]string{cell.MDY: {"01/02/2006", "1/2/2006", "1-2-2006", "01.02.2006"}, cell.DMY: {"02/01/2006", "2/1/2006", "2-1-2006", "02.01.2006"}}
	declared := map[string]string{
		"%y%m%d": "060102", "%d/%m/%y": "02/01/06", "%Y-%m-%dT%H:%M:%S": "2006-01-02T15:04:05", "%d %b %Y %I:%M:%S %p": "02 Jan 2006 03:04:05 PM",
		"%B %e, %Y": "January _2, 2006", "%D %T": "01/02/06 15:04:05", "%F %R%z": "2006-01-02 15:04-0700", "%d.%m.%Y %H.%M.%S": "02.01.2006 15.04.05", "%Y%m%d%H%M": "200601021504",
	}
	rapid.Check(t, func(t *rapid.T) {
		zone := time.FixedZone("", rapid.IntRange(-48, 56).Draw(t, "quarters")*900)
		at := time.Unix(rapid.Int64Range(24*3600, 5_600_000_000).Draw(t, "at"), 0).In(zone)
		clock := rapid.SampledFrom(clocks).Draw(t, "clock")
		style, layout := cell.DateStyle{}, rapid.SampledFrom(evident).Draw(t, "layout")+clock
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 1:
			style.Order = rapid.SampledFrom([]cell.DateOrder{cell.MDY, cell.DMY}).Draw(t, "order")
			layout = rapid.SampledFrom(ordered[style.Order]).Draw(t, "layout of the order") + clock
		case 2:
			formats := []string{"%y%m%d", "%d/%m/%y", "%Y-%m-%dT%H:%M:%S", "%d %b %Y %I:%M:%S %p", "%B %e, %Y", "%D %T", "%F %R%z", "%d.%m.%Y %H.%M.%S", "%Y%m%d%H%M"}
			style.Format = rapid.SampledFrom(formats).Draw(t, "format")
			layout = declared[style.Format]
			if strings.Contains(layout, "06") && !strings.Contains(layout, "2006") && at.Year() >= 2070 {
				at = at.AddDate(-100, 0, 0)
			}
			if at.Year() < 1970 || at.Day() == 29 && at.Month() == time.February {
				at = time.Date(2026, 11, 2, 10, 15, 30, 0, zone)
			}
		}
		text := at.Format(layout)
		want, err := time.ParseInLocation(layout, text, zone)
		require.NoError(t, err)
		if want.Year() != at.Year() { // Go's pivot is another
			want = want.AddDate(at.Year()-want.Year(), 0, 0)
		}
		got, err := cell.Time(text, style, zone)
		require.NoError(t, err, "%q with %+v", text, style)
		require.True(t, want.Equal(got), "%q with %+v is %s, not %s", text, style, want, got)

		day, err := cell.Day(text, style)
		require.NoError(t, err, text)
		require.Equal(t, at.Format(time.DateOnly)+" 00:00:00 +0000 UTC", day.String(), text)
	})
}

func TestYearsOfTheRepublicReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(24*3600, 5_600_000_000).Draw(t, "at"), 0).UTC()
		year := at.Year() - 1911
		layout := rapid.SampledFrom([]string{"%d/%02d/%02d", "%d-%d-%d", "%03d%02d%02d", "民國%d年%d月%d日", "%d.%d.%d"}).Draw(t, "layout")
		text := fmt.Sprintf(layout, year, at.Month(), at.Day())
		day, err := cell.Day(text, cell.DateStyle{ROC: true})
		require.NoError(t, err, text)
		require.Equal(t, at.Format(time.DateOnly), day.Format(time.DateOnly), text)
	})
}

func TestDay(t *testing.T) {
	day, err := cell.Day("2026-11-02 23:30:00", cell.DateStyle{})
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), day)
	day, err = cell.Day("2026-11-02T23:30:00-08:00", cell.DateStyle{})
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), day, "the date as it is written")
	_, err = cell.Day("11/02/2026", cell.DateStyle{})
	require.EqualError(t, err, "not a date: 11/02/2026 may be 2 Nov or 11 Feb: write dates: mdy or dmy")
	var refused *cell.Refused
	require.True(t, errors.As(err, &refused))
	require.Equal(t, "11/02/2026", refused.Cell)
}

func TestBirth(t *testing.T) {
	for _, c := range []struct {
		text  string
		style cell.DateStyle
		want  string
	}{
		{"1985-05-06", cell.DateStyle{}, "1985-05-06"},
		{"1985/5/6 00:00:00", cell.DateStyle{}, "1985-05-06"},
		{"1900-01-02", cell.DateStyle{}, "1900-01-02"},
		{"19850506", cell.DateStyle{}, "1985-05-06"},
		{"13/05/1985", cell.DateStyle{}, "1985-05-13"},
		{"05/06/1985", cell.DateStyle{Order: cell.DMY}, "1985-06-05"},
		{"民國74年5月6日", cell.DateStyle{}, "1985-05-06"},
		{"74/05/06", cell.DateStyle{ROC: true}, "1985-05-06"},
		{"05-06", cell.DateStyle{}, "--05-06"},
		{"--05-06", cell.DateStyle{}, "--05-06"},
		{"--02-29", cell.DateStyle{}, "--02-29"},
		{"0000-05-06", cell.DateStyle{}, "--05-06"},
		{"5月6日", cell.DateStyle{}, "--05-06"},
		{"05/06", cell.DateStyle{Order: cell.MDY}, "--05-06"},
		{"05/06", cell.DateStyle{Order: cell.DMY}, "--06-05"},
		{"05/06", cell.DateStyle{}, ""},
		{"1985", cell.DateStyle{}, ""},
		{"0000-00-00", cell.DateStyle{}, ""},
		{"1985-00-00", cell.DateStyle{}, ""},
		{"1985-05", cell.DateStyle{}, ""},
		{"", cell.DateStyle{}, ""},
		{"NULL", cell.DateStyle{}, ""},
		{"1985-02-29", cell.DateStyle{}, "!is no day of the calendar"},
		{"74/05/06", cell.DateStyle{}, "!has a year of two digits"},
		{"1885-05-06", cell.DateStyle{}, "!is not between 1900 and 2148"},
		{"someday", cell.DateStyle{}, "!is no date"},
		{"abc", cell.DateStyle{}, "!is no date"},
		{"12345", cell.DateStyle{}, "!is no date"},
		{"2148-12-31", cell.DateStyle{}, "2148-12-31"},
		{"2149/01/01", cell.DateStyle{}, "!is not between 1900 and 2148"},
		{"488505600", cell.DateStyle{Format: "epoch"}, "1985-06-25"},
		{"488505600000", cell.DateStyle{Format: "epoch_ms"}, "1985-06-25"},
		{"x", cell.DateStyle{Format: "epoch"}, "!is no number of an epoch"},
		{"1985-05-00", cell.DateStyle{}, ""},
		{"1985-00-06", cell.DateStyle{}, ""},
		{"1985-00-00", cell.DateStyle{Format: "%Y-%m-%d"}, "!is no day of the calendar"},
		{"05/00/1985", cell.DateStyle{}, "!is no day of the calendar"},
		{"05/1985", cell.DateStyle{}, ""},
		{"05/xx", cell.DateStyle{}, "!is no date"},
		{"xx/06", cell.DateStyle{}, "!is no date"},
		{"/1985", cell.DateStyle{}, "!is no date"},
		{"1985/", cell.DateStyle{}, "!is no date"},
		{"1985-123", cell.DateStyle{}, "!is no date"},
		{"05.06", cell.DateStyle{}, "!is no date"},
		{"02-30", cell.DateStyle{}, ""},
		{"13-05", cell.DateStyle{Order: cell.MDY}, ""},
		{" 5 月 6 日 ", cell.DateStyle{}, "--05-06"},
		{"12月31日", cell.DateStyle{}, "--12-31"},
		{"2月30日", cell.DateStyle{}, "!is no date"},
		{"56日", cell.DateStyle{}, "!is no date"},
		{"5x月6日", cell.DateStyle{}, "!is no date"},
		{"5月6x日", cell.DateStyle{}, "!is no date"},
		{"月6日", cell.DateStyle{}, "!is no date"},
		{"5月日", cell.DateStyle{}, "!is no date"},
		{"005月6日", cell.DateStyle{}, "!is no date"},
		{"5月006日", cell.DateStyle{}, "!is no date"},
	} {
		got, err := cell.Birth(c.text, c.style)
		if why, refused := strings.CutPrefix(c.want, "!"); refused {
			require.ErrorContains(t, err, why, c.text)
			require.Empty(t, got)
			continue
		}
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, got, c.text)
	}
}

func TestStylesOfConfig(t *testing.T) {
	for word, want := range map[string]cell.DateStyle{
		"": {}, "mdy": {Order: cell.MDY}, "dmy": {Order: cell.DMY}, "ymd": {Order: cell.YMD}, "roc": {ROC: true}, "serial": {Serial: true},
		"epoch": {Format: "epoch"}, "epoch_ms": {Format: "epoch_ms"}, "%d/%m/%y %H:%i": {Format: "%d/%m/%y %H:%i"},
	} {
		style, err := cell.DatesOf(word)
		require.NoError(t, err, word)
		require.Equal(t, want, style, word)
		require.Equal(t, word, style.String())
	}
	for word, why := range map[string]string{
		"us": "is no way to write dates", "%Q": "has %Q", "%H:%M": "has no year, month and day", "%Y-%m-%": "has no year, month and day", "%d/%m": "has no year",
	} {
		_, err := cell.DatesOf(word)
		require.ErrorContains(t, err, why, word)
	}
	for example, want := range map[string]cell.NumberStyle{
		"": {}, "1,234.50": {Decimal: '.', Group: ','}, "1.234,50": {Decimal: ',', Group: '.'}, "1234.50": {Decimal: '.'}, "1234,50": {Decimal: ','},
		"1 234,50": {Decimal: ',', Group: ' '}, "1'234.50": {Decimal: '.', Group: '\''},
	} {
		style, err := cell.NumbersOf(example)
		require.NoError(t, err, example)
		require.Equal(t, want, style, example)
		require.Equal(t, example, style.String())
	}
	for _, example := range []string{"1,23", "1,234.51", "1,235.50", "1,234", "1234.5", "-1,234.50", "x"} {
		_, err := cell.NumbersOf(example)
		require.ErrorContains(t, err, "is no way to write numbers", example)
	}
	for style, want := range map[cell.NumberStyle]string{
		{Group: ','}: "1,234.50", {Group: '.'}: "1.234,50", {Group: ' '}: "1 234.50", {Decimal: ','}: "1234,50", cell.TypedNumbers: "1234.50",
	} {
		require.Equal(t, want, style.String())
	}
}

// reads checks what texts mean in a style, in UTC; "!…" is why one is refused.
func reads(t *testing.T, style cell.DateStyle, wants map[string]string) {
	t.Helper()
	for text, want := range wants {
		at, err := cell.Time(text, style, nil)
		if why, refused := strings.CutPrefix(want, "!"); refused {
			require.EqualError(t, err, "not a time: "+text+" "+why, style)
			continue
		}
		require.NoError(t, err, text)
		require.Equal(t, want, strings.TrimSuffix(at.Format("2006-01-02 15:04:05.999999999"), " 00:00:00"), "%q as %+v", text, style)
	}
}

const (
	noDate, noClock, noDay, notRead = "!is no date", "!has no time of day behind its date", "!is no day of the calendar", "!is not between 1970 and 2148"
	twoDigitYear                    = `!has a year of two digits: declare it, such as dates: "%y/%m/%d"`
)

// What looks like a date and isn't one is refused, however little is wrong with it.
func TestShapesOfDates(t *testing.T) {
	reads(t, cell.DateStyle{}, map[string]string{
		"2026x11x02": noDate, "2026-11/02": noDate, "2026/11-02": noDate, "2026-1x-02": noDate, "2026-11-023": noDate, "20:6-11-02": noDate, "2026-11-1/": noClock,
		"2026 11 02": noDate, "2026-111-02": noDate, "2026--02": noDate, "2026/11/": noDate, "2026/11/2026": noDate, "12345/11/02": noDate, "/11/02": noDate, ",2026-11-02": noDate,
		"11/02/": noDate, "11/02/202": noDate, "11/02/20261": noDate, "113/02/2026": noDate, "260520": noDate,
		"0000-05-06": notRead, "0000-05-00": noDate, "0000-00-06": noDate, "00/00/05": twoDigitYear, "00/00/2026": noDay,
		// Names of months and days.
		"2nd Nov 2026": "2026-11-02", "2nd of November 2026": "2026-11-02", "3rd Nov 2026": "2026-11-03", "1st Nov 2026": "2026-11-01", "4th Nov 2026": "2026-11-04",
		"2/Nov/2026": "2026-11-02", "2.Nov.2026": "2026-11-02", "2Nov2026": "2026-11-02", "2 Nov. 2026": "2026-11-02", "Nov. 2, 2026": "2026-11-02", "Nov-2-2026": "2026-11-02",
		"2026-Nov-02": "2026-11-02", "2026 Nov 02": "2026-11-02", "2026/Nov/02": noDate, "2026.Nov.02": noDate, "2026-Non-02": noDate, "113-Nov-02": noDate,
		"Novem 2, 2026": noDate, "Sept 2, 2026": "2026-09-02", "May 2, 2026": "2026-05-02", "Mayo 2, 2026": noDate, "No 2, 2026": noDate, "nov 2 2026": "2026-11-02",
		"Tues, 2026-11-03": "2026-11-03", "Thur Nov 5 2026": "2026-11-05", "Thurs 5 Nov 2026": "2026-11-05", "Tue. 2026-11-03": "2026-11-03", "Tuesd 2026-11-03": noDate,
		"Mon": noDate, "Nov": noDate, "Nov 2": noDate, "Nov 2026": noDate, "Nov 123 2026": noDate, "Nov, 2026": noDate, "Nov 2, 26": twoDigitYear, "Nov 2, 26 10:15": twoDigitYear,
		"2 Nov 26": twoDigitYear, "2 Nov 226": noDate, "2 Nov": noDate, "Nov 2, 226": noDate,
		// Chinese.
		"2026年11/2日": noDate, "2026/11月02": noDate, "2026-11月2日": noDate, "2026年11月2": noDate, "2026年11月2號": "2026-11-02", "2026年11月2号": "2026-11-02", "11年02月2026日": noDate,
		"星期一 2026-11-02": "2026-11-02", "週一, 2026/11/2": "2026-11-02", "周日 2026-11-01": "2026-11-01", "禮拜天 2026-11-01": "2026-11-01", "星期八 2026-11-02": noDate,
		"民國20261102": noDate, "民國20261102101530": noDate, "民國990520": "2010-05-20", "民國1130520": "2024-05-20", "民国113年5月20日": "2024-05-20", "民國2026/11/02": noDate,
		"民國113/05/2020": noDate, "民國 Nov 2, 2026": noDate, "中华民国113-05-20": "2024-05-20",
	})
	reads(t, cell.DateStyle{ROC: true}, map[string]string{
		"990520": noDate, "1130520": "2024-05-20", "/11/02": noDate, "113/05/2020": noDate, "113/13/20": noDay, "113-Nov-02": noDate, "099/05/20": "2010-05-20", "059/01/01": "1970-01-01", "58/12/31": notRead,
	})
	reads(t, cell.DateStyle{Order: cell.MDY}, map[string]string{"11/02/202": noDate, "11/02/20261": noDate, "00/11/2026": noDay, "02/29/2028": "2028-02-29", "02/29/2026": noDay, "04/31/2026": noDay})
	for month, days := range []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31} {
		reads(t, cell.DateStyle{}, map[string]string{
			fmt.Sprintf("2026-%02d-%02d", month+1, days): fmt.Sprintf("2026-%02d-%02d", month+1, days), fmt.Sprintf("2026-%02d-%02d", month+1, days+1): noDay,
		})
	}
	reads(t, cell.DateStyle{}, map[string]string{"2000-02-29": "2000-02-29", "2100-02-28": "2100-02-28"})
}

// A time of day stands behind its date as people and programs write it.
func TestTimesOfDay(t *testing.T) {
	at := func(clock string) string { return "2026-11-02 " + clock }
	reads(t, cell.DateStyle{}, map[string]string{
		"2026-11-02t10:15:30": at("10:15:30"), "2026-11-02,10:15": at("10:15:00"), "2026-11-02, 10:15": at("10:15:00"), "2026-11-02(一)10:15": at("10:15:00"), "2026/11/2下午3:15": at("15:15:00"),
		"2026-11-02 星期一 10:15": at("10:15:00"), "2026-11-02 Mon 10:15": at("10:15:00"), "2026-11-02 (Mon": noClock,
		"2026-11-02 1015": at("10:15:00"), "2026-11-02 101559": at("10:15:59"), "2026-11-02 10155": noClock, "2026/11/02 10:15:59": at("10:15:59"), "2026/11/02 23:59": at("23:59:00"),
		"2026-11-02 :15": noClock, "2026-11-02 005:15": noClock, "2026-11-02 1060": noClock, "2026-11-02 101560": noClock, "2026-11-02 2500": noClock, "2026-11-02 10:1": noClock,
		"2026-11-02 10:15:3": noClock, "2026/11/2 25:00": noClock, "2026/11/02 10:60": noClock, "2026/11/02 10:15:60": noClock, "2026/11/2 24:00": "2026-11-03", "2026/11/2 24:00:01": noClock,
		"2026-11-02 24:00:01": noClock, "2026-11-02 10:60:00": noClock, "2026-11-02 10-15:30": noClock, "2026-11-02 10:15-30": noClock, "2026-11-02x10:15:30": noClock, "2026-11-02 1x:15:30": noClock,
		"2026-11-02 10:15:30.": noClock, "2026-11-02 24:00:00.5": noClock, "2026-11-02 10:15:30.123456789": at("10:15:30.123456789"), "2026-11-02 10:15:30.1234567899": at("10:15:30.123456789"),
		"2026-11-02 10時15分5秒": at("10:15:05"), "2026-11-02 10时5分": at("10:05:00"), "2026-11-02 10点": at("10:00:00"), "2026-11-02 10時60分": noClock, "2026-11-02 10時15": noClock, "2026-11-02 10時15分5": noClock,
		// Halves of the day.
		"2026-11-02 00:15 AM": at("00:15:00"), "2026-11-02 0:15 PM": noClock, "2026-11-02 24:00 PM": noClock, "2026-11-02 24:00 AM": noClock, "2026-11-02 12:15 am": at("00:15:00"),
		"2026-11-02 12:15 pm": at("12:15:00"), "2026-11-02 1:15pm": at("13:15:00"), "2026-11-02 11:15 p.m.": at("23:15:00"), "2026-11-02 11:15 a.m.": at("11:15:00"), "2026-11-02 凌晨 1:15": at("01:15:00"),
		"2026-11-02 早上 8:15": at("08:15:00"), "2026-11-02 中午 12:15": at("12:15:00"), "2026-11-02 晚上 8:15": at("20:15:00"), "2026-11-02 13:15 AM": noClock, "2026-11-02 13:15 PM": at("13:15:00"),
		// Zones.
		"Mon Nov 2 10:00:00 +0800 2026": at("02:00:00"), "Mon Nov 2 10:00:00 2026 +0800": at("02:00:00"), "Nov 2 10:00:00 202": noClock, "Nov 2 10:00:00": noClock, "2026-11-02 10:15x08": noClock,
		"2026-11-02 10:15 +8": noClock, "2026-11-02 10:15 GMT+8": at("02:15:00"), "2026-11-02 10:15 GMT+008": noClock, "2026-11-02 10:15Z": at("10:15:00"), "2026-11-02 10:15z": at("10:15:00"),
		"2026-11-02 20:15+14:00": at("06:15:00"), "2026-11-02 20:15+15:00": noClock, "2026-11-02 20:15+0859": at("11:16:00"), "2026-11-02 20:15+0860": noClock, "2026-11-02 10:15-05:30": at("15:45:00"),
		"2026-11-02 10:15+08:60": noClock, "2026-11-02 10:15+08:0": noClock, "2026-11-02 10:15 [UTC]": at("10:15:00"), "2026-11-02 10:15 (UTC) x": noClock,
		// The years that are read.
		"2148/12/31": "2148-12-31", "2149/01/01": notRead, "1970/01/01": "1970-01-01", "2149-01-01T00:00:00+08:00": notRead, "1969-12-31T23:00:00-08:00": notRead, "1970-01-01T00:00:00+08:00": notRead,
	})
}

// A declared layout reads what is written in it, and nothing else.
func TestLayouts(t *testing.T) {
	for _, c := range []struct{ layout, text, want string }{
		{"%Y-%m-%d", "2026-11-02 ", "2026-11-02"},
		{"%Y-%m-%d", "2026-11-02x", "!"},
		{"%Y-%m-%d", "2026-11", "!"},
		{"%Y-%m-%d", "2026--02", "!"},
		{"%Y-%m-%d", "226-11-02", "!"},
		{"%Y/%m/%d", "2026-11-02", "!"},
		{"%Y-%m-%d.", "2026-11-02", "!"},
		{"%Y-%m-%d.", "2026-11-02.", "2026-11-02"},
		{"%Y-%m-%d %H", "2026-11-02", "!"},
		{"%Y-%m-%d %H", "2026-11-02T10", "!"},
		{"%Y-%m-%d\t%H", "2026-11-02   10", "2026-11-02 10:00:00"},
		{"%d %b %Y", "2   Nov 2026", "2026-11-02"},
		{"%d %b %Y", "2Nov 2026", "!"},
		{"%Y-%d%b", "2026-02", "!"},
		{"%Y-%m-%e", "2026-11- 2", "2026-11-02"},
		{"%Y-%m-%d", "2026-11- 2", "!"},
		{"%Y-%m-%dT%k:%M", "2026-11-02T 9:05", "2026-11-02 09:05:00"},
		{"%Y-%m-%dT%l:%M %p", "2026-11-02T 9:05 PM", "2026-11-02 21:05:00"},
		{"%y/%m/%d", "6/11/02", "!"},
		{"%y/%m/%d", "26/11/02", "2026-11-02"},
		{"%F %T.%f", "2026-11-02 10:15:30.25", "2026-11-02 10:15:30.25"},
		{"%F %T.%f", "2026-11-02 10:15:30.", "!"},
		{"%F %R", "2026-11-02 10:15", "2026-11-02 10:15:00"},
		{"%F%n%R", "2026-11-02 10:15", "2026-11-02 10:15:00"},
		{"%D %r", "11/02/26 03:04:05 PM", "2026-11-02 15:04:05"},
		{"%F %I:%M %p", "2026-11-02 12:15 AM", "2026-11-02 00:15:00"},
		{"%F %I:%M %p", "2026-11-02 0:15 AM", "!"},
		{"%F %I:%M %p", "2026-11-02 13:15 PM", "!"},
		{"%F %I:%M %p", "2026-11-02 3:15", "!"},
		{"%F %p %I:%M", "2026-11-02 下午 3:15", "2026-11-02 15:15:00"},
		{"%F %p%I:%M", "2026-11-02 下午3:15", "2026-11-02 15:15:00"},
		{"%F %p%I:%M", "2026-11-02 下午 3:15", "2026-11-02 15:15:00"},
		{"%a, %d %b %Y", "Mon, 02 Nov 2026", "2026-11-02"},
		{"%A %F", "星期一 2026-11-02", "2026-11-02"},
		{"%a %F", "x 2026-11-02", "!"},
		{"%F %H:%M%z", "2026-11-02 10:15 +08:00", "2026-11-02 02:15:00"},
		{"%F %H:%M%z", "2026-11-02 10:15", "!"},
		{"%F %H%%", "2026-11-02 10%", "2026-11-02 10:00:00"},
		{"%F %H:%i:%S", "2026-11-02 10:15:30", "2026-11-02 10:15:30"},
	} {
		style, err := cell.DatesOf(c.layout)
		require.NoError(t, err, c.layout)
		if c.want == "!" {
			_, err := cell.Time(c.text, style, nil)
			require.ErrorContains(t, err, " is not written as "+c.layout, c.text)
			continue
		}
		reads(t, style, map[string]string{c.text: c.want})
	}
	reads(t, cell.DateStyle{Format: "%d/%m/%Y %H:%M"}, map[string]string{
		"02/11/2026 25:00": "!is no time of the day", "02/11/2026 10:60": "!is no time of the day", "31/11/2026 10:15": noDay, "00/00/2026 10:15": noDay, "00/11/0000 10:15": noDay, "02/00/0000 10:15": noDay,
		"02/11/1969 10:15": notRead,
	})
	for _, layout := range []string{"%F", "%D", "%Y-%m-%d", "%y%m%d", "%d %b %Y", "%d %B %Y", "%e %h %Y"} {
		_, err := cell.DatesOf(layout)
		require.NoError(t, err, layout)
	}
	for _, layout := range []string{"%Y-%m", "%Y-%d", "%m-%d", "%Y-%m-%d%", "%H%%"} {
		_, err := cell.DatesOf(layout)
		require.ErrorContains(t, err, "has no year, month and day", layout)
	}
}

// Days of a spreadsheet and seconds of an epoch are numbers, and no others.
func TestNumbersThatAreDates(t *testing.T) {
	reads(t, cell.DateStyle{Serial: true}, map[string]string{
		"25569": "1970-01-01", "46328.5": "2026-11-02 12:00:00", "46328.99999999999": "2026-11-03", ".5": noDate, "463280": noDate, "46328x": noDate, "46328e1": noDate, "Infinity": noDate, "25568": notRead,
	})
	const noEpoch = "!is no number of an epoch"
	reads(t, cell.DateStyle{Format: "epoch"}, map[string]string{
		"-1793585700": noEpoch, "1.7935857e9": noEpoch, "x": noEpoch, "1793585700500000": noEpoch, "179358570050000": notRead, "86400": "1970-01-02", "5630000000": "2148-05-29 00:53:20", "5700000000": notRead,
		"1,793,585,700": noEpoch, "1793585700.123456789": "2026-11-02 02:15:00.123456789",
	})
	reads(t, cell.DateStyle{Format: "epoch_ms"}, map[string]string{"1793585700500": "2026-11-02 02:15:00.5"})
	_, err := cell.Time("3600", cell.DateStyle{Format: "epoch"}, zoneOf(t, "America/New_York"))
	require.ErrorContains(t, err, "is not between 1970 and 2148", "in New York it is 1969")
	_, err = cell.Time("NULL", cell.DateStyle{Format: "epoch"}, nil)
	require.ErrorIs(t, err, cell.ErrNothing)
	for text, style := range map[string]cell.DateStyle{"1793585700500": {Format: "epoch_ms"}, "1793585700": {Format: "epoch"}, "2026/11/02 23:59:59.9 +0800": {}, "46328.9": {Serial: true}} {
		day, err := cell.Day(text, style)
		require.NoError(t, err, text)
		require.Equal(t, time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), day, text)
	}
	day, err := cell.Day("2026-11-02 24:00", cell.DateStyle{})
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC), day, "the end of a day is the beginning of the next")
	for text, ok := range map[string]bool{"2148/12/31": true, "2149/01/01": false, "2148-12-31 24:00": false, "1969/12/31": false, "1970/01/01": true} {
		_, err := cell.Day(text, cell.DateStyle{})
		require.Equal(t, ok, err == nil, text)
	}
}
