package segment

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/audience"
	"regulars/console/words"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/schema/view"
)

var brand = &config.Brand{Name: "tea", Segments: map[string]audience.Audience{"vips": {Classes: []string{"rfm_vip"}, WithoutTags: []string{"staff"}}}}

func parse(t *testing.T, query string) Filter {
	t.Helper()
	values, err := url.ParseQuery(query)
	require.NoError(t, err)
	return Parse(values)
}

// A filter is written the same for the same conditions, and holds nothing that it doesn't know.
func TestParse(t *testing.T) {
	for query, want := range map[string]string{
		"stage=sleep&stage=active&stage=sleep": "stage=active&stage=sleep", "do=erase&x=1": "", "stage=": "", "days=7": "",
		"due=sleep&due=lost&days=7": "days=7&due=lost", "tag=a%00b": "", "tag=%20a%20": "tag=a", "segment=a&segment=b": "segment=a",
	} {
		f := parse(t, query)
		require.Equal(t, want, f.Query(), query)
		require.Equal(t, want, ParseText(f.Query()).Query())
		require.Equal(t, want == "", f.Empty())
	}
}

func TestAudience(t *testing.T) {
	half := 0.5
	for query, want := range map[string]audience.Audience{
		"":                                  {Is: []string{"everybody"}},
		"stage=sleep&rfm=vip&cell=r5f1":     {Is: []string{"sleep"}, Classes: []string{"rfm_vip"}, Cells: []string{"r5f1"}},
		"due=lost&days=7":                   {Due: []string{"lost"}, DueInDays: 6},
		"forecast=at_risk&forecast=likely":  {Is: []string{"everybody"}, Predicted: map[string]audience.Range{"p_alive": {Below: &half}, "expected_14d": {Top: 0.1}}},
		"channel=line&channel=sms":          {Is: []string{"everybody"}, Where: "preferred_channel IN ('line', 'sms')"},
		"product=oolong&category=tea&tag=a": {Is: []string{"everybody"}, Tags: []string{"a"}, Bought: audience.Goods{Products: []string{"oolong"}, Categories: []string{"tea"}}},
		"segment=vips":                      {Is: []string{"everybody"}, Classes: []string{"rfm_vip"}, WithoutTags: []string{"staff"}},
	} {
		got, err := parse(t, query).Audience(brand)
		require.NoError(t, err, query)
		want.Predicted = or(want.Predicted, got.Predicted)
		require.Equal(t, want, got, query)
	}
	both, err := parse(t, "due=lost&stage=sleep").Audience(brand)
	require.NoError(t, err)
	require.Equal(t, []string{"sleep"}, both.Within())
	for query, says := range map[string]string{
		"stage=asleep": "asleep", "rfm=king": "king", "cell=r9": "r9", "forecast=luck": "luck", "channel='%3B DROP": "DROP", "segment=none": "none",
		"segment=vips&rfm=keep": "the segment vips says it, too", "due=lost&stage=asleep": "asleep", "due=x": `"x"`, "forecast=likely&forecast=valuable": "top",
	} {
		_, err := parse(t, query).Audience(brand)
		require.ErrorContains(t, err, says, query)
	}
	require.Equal(t, "2026-11-14", string(parse(t, "due=lost&days=7").since("2026-11-20")))
	require.Empty(t, parse(t, "stage=sleep").since("2026-11-20"))
}

func or(want, got map[string]audience.Range) map[string]audience.Range {
	if len(want) == 0 && len(got) == 0 {
		return got
	}
	return want
}

// The YAML of a segment reads back as the very same conditions, whatever they hold.
func TestYAML(t *testing.T) {
	for _, query := range []string{
		"stage=sleep&stage=lost&rfm=vip", "tag=" + url.QueryEscape("a: [b], \"c\"\\n'd' # e 😀") + "&tag=yes&tag=1", "forecast=at_risk&forecast=valuable",
		"channel=line&product=007&category=" + url.QueryEscape("茶 & more"), "segment=vips&cell=r5f5",
	} {
		a, err := parse(t, query).Audience(brand)
		require.NoError(t, err)
		text, err := YAML("soon", a)
		require.NoError(t, err)
		var read struct {
			Segments map[string]audience.Audience `yaml:"segments"`
		}
		require.NoError(t, yaml.UnmarshalWithOptions([]byte(text), &read, yaml.Strict()), text)
		got := read.Segments["soon"]
		require.Empty(t, got.SegmentMistakes(), text)
		if len(got.Is) == 0 {
			got.Is = []string{audience.Everybody}
		}
		if len(a.Predicted) == 0 {
			a.Predicted = nil
		}
		require.Equal(t, a, got, text)
	}
	text, err := YAML("soon", audience.Audience{Due: []string{"lost"}})
	require.NoError(t, err)
	require.Empty(t, text, "a segment has no moment")
}

// Every chip leads to the page with it turned, and what is chosen leads back.
func TestChips(t *testing.T) {
	s := Shown{Path: "/m", T: words.Of(&present.English), Names: &present.English, Brand: brand}
	f := parse(t, "stage=sleep&tag=a&due=lost&days=7")
	chosen := 0
	for _, g := range s.Groups(f) {
		require.NotEmpty(t, g.Name)
		for _, c := range g.Chips {
			require.NotEmpty(t, c.Text)
			if c.Chosen {
				chosen++
				require.Equal(t, "/m?days=7&due=lost&tag=a", c.URL)
			}
		}
	}
	require.Equal(t, 1, chosen)
	written := s.Written(f)
	require.Len(t, written, 2)
	require.Equal(t, "/m?days=7&due=lost&stage=sleep", written[0].URL)
	require.Equal(t, "/m?stage=sleep&tag=a", written[1].URL)
	require.Equal(t, []string{"within 7 days become lost, unless they buy", "who are sleep", "tagged a"}[0], s.Says(f)[0])
	n := 40.0
	matrix := s.Matrix(parse(t, "cell=r5f1"), []view.Cell{{Metric: "rfm_cross_rf", Scope: "r:5/f:1", Value: &n}, {Metric: "other", Scope: "r:5/f:2", Value: &n}})
	require.Len(t, matrix, 5)
	require.Equal(t, Cell{Text: "R5F1", URL: "/m", Members: "40", Chosen: true, Weight: 4}, matrix[0].Cells[0])
	require.Equal(t, "0", matrix[0].Cells[1].Members)
}

// A list names members as the visitor may see them, and what isn't known by a dash.
func TestLines(t *testing.T) {
	s := Shown{Path: "/m", T: words.Of(&present.English), Names: &present.English, Brand: brand}
	ids, date := identity.NewMask("a key of the tests", "tea"), time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC)
	members := []view.SegmentMember{
		{MemberID: 7, Name: "Wang Mei", Stage: "active", RFMClass: "rfm_vip", LastPurchase: &date, StageNext: "sleep", StageNextOn: &date, Purchases: 3},
		{MemberID: 8, Name: " ", Stage: "new", RFMClass: "odd", StageNext: "sleep"},
		{MemberID: 9, Name: "Lin", Stage: "new", StageNextOn: &date},
	}
	lines := s.Lines(members, present.NewNumbers("TWD", &present.English), ids, false)
	require.Equal(t, "/m/"+ids.Write(7), lines[0].URL)
	require.Equal(t, []string{"Wang Mei", present.English.Stage("active"), present.English.Class("vip"), "2026-11-10", "3", present.English.Stage("sleep") + " · 2026-11-10"},
		[]string{lines[0].Name, lines[0].Stage, lines[0].Class, lines[0].Last, lines[0].Purchases, lines[0].Next})
	const dash = present.NoValue
	require.Equal(t, []string{dash, dash, dash, dash}, []string{lines[1].Name, lines[1].Class, lines[1].Last, lines[1].Next})
	require.Equal(t, dash, lines[2].Next, "a day without a stage")
	masked := s.Lines(members, present.NewNumbers("TWD", &present.English), ids, true)
	require.Equal(t, []string{"W. M.", dash}, []string{masked[0].Name, masked[1].Name}, "who may not see who people are")
	require.NotContains(t, fmt.Sprint(masked), "Wang")
}

// Those whom a message reaches and those whom it doesn't are everybody.
func TestReach(t *testing.T) {
	s := Shown{T: words.Of(&present.English), Names: &present.English}
	r := s.Reach([]ledger.BooksLine{
		{Channel: "line", State: ledger.DeliveryPlanned, Members: 1000}, {Channel: "edm", State: ledger.DeliveryPlanned, Members: 20},
		{State: "excluded", Reason: "no_consent", Members: 3},
	})
	require.EqualValues(t, []uint64{1023, 1020}, []uint64{r.All, r.Reached})
	require.Equal(t, []Share{{s.T.ChannelNames["line"], "1,000"}, {s.T.ChannelNames["edm"], "20"}}, r.Channels)
	require.Equal(t, []Share{{s.T.ReasonName("no_consent"), "3"}}, r.NotReached)
}

// A plan goes by the channels of the brand's accounts, and by all where there are none.
func TestPlan(t *testing.T) {
	b := &config.Brand{Name: "tea", Zone: time.UTC}
	channels := func() []string {
		p := parse(t, "due=lost&days=7").Plan(b, audience.Audience{Due: []string{"lost"}}, "2026-11-20")
		require.Equal(t, ledger.Run{Brand: "tea", Date: "2026-11-20"}, p.Run)
		require.EqualValues(t, "2026-11-14", p.Since)
		require.Equal(t, "marketing", p.Purpose)
		return p.Channels
	}
	require.Equal(t, []string{"line", "edm", "sms"}, channels())
	b.Channels = map[string]*config.Channel{"sms": {}, "edm": nil}
	require.Equal(t, []string{"sms"}, channels())
}

// An address takes so much and no more: what is longer is left out.
func TestBounds(t *testing.T) {
	long := strings.Repeat("x", mostBytes)
	require.Equal(t, "tag="+long, parse(t, "tag="+long+"&tag="+long+"x").Query())
	many := url.Values{}
	for i := range mostValues + 1 {
		many.Add("tag", fmt.Sprint(i))
	}
	require.Len(t, Parse(many).values["tag"], mostValues)
}

// Of a segment of the config and of a stage that comes there is one: another takes its place.
func TestOneOfAKind(t *testing.T) {
	require.Equal(t, "segment=b&tag=a", parse(t, "segment=a&tag=a").turned("segment", "b"))
	require.Equal(t, "days=7&due=lost", parse(t, "due=sleep&days=7").turned("due", "lost"))
	require.Equal(t, "tag=a&tag=b", parse(t, "tag=a").turned("tag", "b"))
	require.Empty(t, parse(t, "due=sleep&days=7").turned("due", "sleep"), "the days go with it")
}

// The config's segments are chips, the matrix is five by five, and a segment of everybody says
// nothing about stages.
func TestWhatIsOffered(t *testing.T) {
	s := Shown{Path: "/m", T: words.Of(&present.English), Names: &present.English, Brand: brand}
	groups := s.Groups(parse(t, ""))
	last := groups[len(groups)-1]
	require.Equal(t, Group{Name: s.T.OfConfig, Chips: []Chip{{Text: "vips", URL: "/m?segment=vips"}}}, last)
	s.Brand = &config.Brand{}
	require.Len(t, s.Groups(parse(t, "")), len(groups)-1)
	rows := s.Matrix(parse(t, ""), []view.Cell{{Metric: "rfm_cross_rf", Scope: "r:5/f:5"}})
	for i, row := range rows {
		require.Equal(t, fmt.Sprint("R", 5-i), row.Name)
		require.Len(t, row.Cells, 5)
	}
	require.Equal(t, "R5F5", rows[0].Cells[4].Text)
	require.Equal(t, []string{"who have the tag a"}, s.Says(parse(t, "tag=a"))[1:], "when again is a campaign's")
	text, err := YAML("soon", audience.Audience{Is: []string{audience.Everybody}, Tags: []string{"a"}})
	require.NoError(t, err)
	require.Equal(t, "segments:\n  soon:\n    tags:\n    - a\n", text)
}
