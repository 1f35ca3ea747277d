package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func rows(ids ...string) []*Row {
	all := make([]*Row, 0, len(ids))
	for _, id := range ids {
		all = append(all, &Row{ID: id})
	}
	return all
}

// A moment is read in every way in which platforms write it, and a text that is none
// rejects its record.
func TestTimes(t *testing.T) {
	zone := time.FixedZone("", 8*60*60)
	for text, want := range map[string]string{
		`"2026-11-02T05:04:05.123+00:00"`: "2026-11-02T05:04:05.123Z", `"2026-11-02T05:04:05Z"`: "2026-11-02T05:04:05Z", `"2026-11-02T13:04:05+0800"`: "2026-11-02T05:04:05Z",
		`"2026-11-02 13:04:05"`: "2026-11-02T05:04:05Z", `"2026-11-02T13:04:05"`: "2026-11-02T05:04:05Z", `" 2026-11-02 05:04:05 UTC "`: "2026-11-02T05:04:05Z",
	} {
		r := NewReader([]byte(text), zone)
		require.Equal(t, at(want), r.Time(), text)
		require.Empty(t, r.reason, text)
	}
	for _, text := range []string{`""`, `null`} {
		r := NewReader([]byte(text), zone)
		require.Zero(t, r.Time())
		require.Empty(t, r.reason)
	}
	for _, text := range []string{`"2026-11-02"`, `"02/11/2026"`, `"0000-00-00 00:00:00"`, `1762059845`, `"9999-12-31T00:00:00Z"`, `"0001-01-01T00:00:00Z"`, `"2026-13-01T00:00:00Z"`} {
		r := NewReader([]byte(text), zone)
		require.Zero(t, r.Time(), text)
		require.NotEmpty(t, r.reason, text)
	}
}

// Bounds include the moment that they name, so the last one before the end is a grain before
// it; a part of a second belongs to the window that it begins in.
func TestBounds(t *testing.T) {
	b := Bounds{After: "min", Before: "max", Write: func(t time.Time) string { return t.Format("15:04:05.999") }, Query: url.Values{"type": {"x"}}}
	from, to := at("2026-11-02T10:00:00.7Z"), at("2026-11-02T11:00:00.3Z")
	require.Equal(t, url.Values{"min": {"10:00:00"}, "max": {"11:00:00"}, "type": {"x"}}, b.query(from, to))
	require.Equal(t, url.Values{"min": {"10:00:00"}, "max": {"10:59:59"}, "type": {"x"}}, b.query(from, at("2026-11-02T11:00:00Z")))
	b.Grain = time.Millisecond
	require.Equal(t, "10:59:59.999", b.query(from, at("2026-11-02T11:00:00Z")).Get("max"))
	require.Empty(t, Bounds{}.query(from, to))
}

func TestLinks(t *testing.T) {
	for header, want := range map[string]string{
		`<https://x.test/orders.json?limit=1&page_info=abc>; rel="next"`:                                    "abc",
		`<https://x.test/o?page_info=old>; rel="previous", <https://x.test/o?page_info=new%3D>; rel="next"`: "new=",
		`<https://x.test/o?page_info=old>; rel="previous"`:                                                  "", ``: "", `<:>; rel="next"`: "",
	} {
		require.Equal(t, want, nextLink(http.Header{"Link": {header}}, "page_info"), header)
	}
}

// Pages by position begin with the last row of the one before; where that is not shown, rows
// have left the list.
func TestNextOffset(t *testing.T) {
	k := &walk{list: &List{Cut: ByOffset, Size: 3}}
	for name, c := range map[string]struct {
		at   position
		rows []*Row
		page int
		key  string
		done bool
	}{
		"full":                   {position{Page: 1}, rows("a", "b", "c"), 3, "c", false},
		"the last":               {position{Page: 3, Key: "c"}, rows("c", "d"), 4, "d", true},
		"the last row again":     {position{Page: 3, Key: "c"}, rows("c", "d", "e"), 5, "e", false},
		"rows have left":         {position{Page: 5, Key: "e"}, rows("f", "g", "h"), 2, "e", false},
		"all have left":          {position{Page: 5, Key: "e"}, nil, 2, "e", false},
		"back at the beginning":  {position{Page: 1, Key: "e"}, rows("f"), 2, "", true},
		"nothing":                {position{Page: 1}, nil, 1, "", true},
		"the last can't be read": {position{Page: 1}, rows("a", "b", ""), 2, "b", false},
		"none can be read":       {position{Page: 4, Key: ""}, rows("", "", ""), 7, "", false},
		"only the first can be":  {position{Page: 4, Key: "a"}, rows("a", "", ""), 7, "", false},
	} {
		next, done := k.next(c.at, answer{rows: c.rows, total: -1})
		require.Equal(t, c.page, next.Page, name)
		require.Equal(t, c.key, next.Key, name)
		require.Equal(t, c.done, done, name)
	}
}

// A list that is read by keys ends with a page that isn't full, unless it counts more than it
// has shown.
func TestNextKey(t *testing.T) {
	k := &walk{list: &List{Cut: ByKey, Size: 2}}
	next, done := k.next(position{}, answer{rows: rows("a", "b"), total: 5})
	require.Equal(t, position{Key: "b", Seen: 2, Total: 5}, next)
	require.False(t, done)
	next, done = k.next(next, answer{rows: rows("b", "c"), total: 1}) // the key's row comes again
	require.Equal(t, position{Key: "c", Seen: 3, Total: 5}, next)
	require.False(t, done)
	next, done = k.next(next, answer{rows: rows("d"), total: 1})
	require.Equal(t, position{Key: "d", Seen: 4, Total: 5, Page: 3}, next, "one is missing: by number")
	require.False(t, done)
	_, done = k.next(next, answer{rows: rows("e"), total: 5})
	require.True(t, done)
	_, done = k.next(position{Key: "d", Seen: 4, Total: 5}, answer{rows: rows("e"), total: 1})
	require.True(t, done)
	_, done = k.next(position{Total: -1}, answer{rows: rows("a"), total: -1})
	require.True(t, done, "nobody counts")
}

// A window is read in slices no longer than the platform answers, on to the present; a slice
// that reached it is followed by what changed meanwhile, until one is a single page.
func TestSlices(t *testing.T) {
	now := at("2026-11-20T12:00:00Z")
	l := &List{Cut: ByNumber, Size: 2, Span: 7 * 24 * time.Hour, Begin: at("2026-11-01T00:00:00Z")}
	k := &walk{list: l, bounds: Bounds{After: "min", Before: "max"}, now: func() time.Time { return now }}
	var ends []string
	p := k.start("")
	for done := false; !done; p, done = k.nextSlice(p) {
		require.LessOrEqual(t, p.Until.Sub(p.Since), l.Span)
		ends = append(ends, p.Until.Format(time.DateOnly))
		if p.Now && len(ends) == 3 {
			p.Page, now = 4, now.Add(time.Minute) // it took a while
		}
	}
	require.Equal(t, []string{"2026-11-08", "2026-11-15", "2026-11-20", "2026-11-20"}, ends)

	k.from, k.to = at("2026-11-10T00:00:00Z"), at("2026-11-18T00:00:00Z")
	ends = nil
	p = k.start("not a cursor")
	for done := false; !done; p, done = k.nextSlice(p) {
		ends = append(ends, p.Until.Format(time.DateOnly))
	}
	require.Equal(t, []string{"2026-11-17", "2026-11-18"}, ends)
	require.Equal(t, p, k.start(p.cursor()), "a cursor goes on where it was")
}

// A list that is read in parts is read to the end of each.
func TestParts(t *testing.T) {
	k := &walk{list: &List{Cut: ByLink, CutKey: "page_info", Size: 2, Parts: []url.Values{{"s": {"a"}}, {"s": {"b"}}}}}
	p := k.start("")
	require.Equal(t, "a", k.query(p).Get("s"))
	p, done := k.nextSlice(p)
	require.False(t, done)
	require.Equal(t, "b", k.query(p).Get("s"))
	require.Equal(t, p, k.start(p.cursor()))
	_, done = k.nextSlice(p)
	require.True(t, done)
}

func TestPhones(t *testing.T) {
	for _, c := range [][5]string{
		{"0912345678", "886", "", "0912345678", "TW"}, {"91234567", "+852", "TW", "91234567", "HK"}, {"0912345678", "", "tw", "0912345678", "TW"},
		{"+85291234567", "886", "HK", "+85291234567", "HK"}, {"", "886", "TW", "", "TW"}, {"0612345678", "31", "", "+31612345678", ""}, {"612345678", "0031", "nl", "+31612345678", "NL"},
	} {
		phone, country := Phone(c[0], c[1], c[2])
		require.Equal(t, c[3:], []string{phone, country}, c)
	}
}

func TestGenders(t *testing.T) {
	for word, want := range map[string]string{"女": "female", "Male": "male", "f": "female", "其他": "other", "": "", "7": "", "person": ""} {
		require.Equal(t, want, Gender(word), word)
	}
}

func TestTimesOfAPrice(t *testing.T) {
	require.EqualValues(t, 25, Times(10, 2.5))
	require.EqualValues(t, regulars.MaxMoney, Times(regulars.MaxMoney, 1e9))
	require.EqualValues(t, -regulars.MaxMoney, Times(regulars.MaxMoney, -1e9))
}

// What is no id of a platform is none: an id stands in addresses and reasons.
func TestIDs(t *testing.T) {
	for id, plain := range map[string]bool{"66a1f0c2": true, "TM-1_a": true, "": false, "a b": false, "a@b.tw": false, "1/2": false, "小": false} {
		require.Equal(t, plain, isPlain(id), id)
	}
	row := OrderRow(&regulars.Order{ID: "a@b.tw", Status: "x", PlacedAt: time.Now(), Currency: "TWD"}, true, nil, "")
	require.Empty(t, row.ID)
	require.NotEmpty(t, row.Reason)
}

func TestAddress(t *testing.T) {
	for address, wrong := range map[string]string{
		"https://x.test/": "", "http://127.0.0.1:1": "", "http://x.test": "https://", "x.test": "not an address", "": "not an address",
	} {
		base, err := Address(config.Shop{Name: "tea", URL: address}, "https://NAME.test")
		if wrong == "" {
			require.NoError(t, err, address)
			require.NotContains(t, base, "test/")
			continue
		}
		require.ErrorContains(t, err, wrong, address)
	}
}

// A refusal's own word is shown where it is a word; an answer's text never is.
func TestRefusals(t *testing.T) {
	c := &Client{Refusals: Refusals{Codes: []string{"code"}, Hints: map[string]string{"401": "make a new token", "Archived": "leave it"}}}
	require.ErrorContains(t, c.refused(401, "Unauthorized"), "Unauthorized")
	require.ErrorContains(t, c.refused(401, "Unauthorized"), "make a new token")
	require.ErrorContains(t, c.refused(410, "Archived"), "leave it")
	for _, text := range []string{"no right for person@example.test", "王小明", "", "0912345678"} {
		err := c.refused(401, text)
		require.Equal(t, "the shop refuses the request", err.Err.Error(), fmt.Sprintf("%q", text))
	}
}
