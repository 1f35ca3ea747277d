package segment

import (
	"net/url"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/audience"
	"regulars/console/words"
	"regulars/present"
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
