package cause

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// full has every parameter.
var full = Cause{
	Shop: "web", Entity: "orders", Campaign: "", Table: "orders", Segment: "vips", By: "mei", Words: "lost 3", Says: "2026-11-20 04:00",
	Platform: 101, PlatformMost: 105, Came: 102, Stored: 103, Rejected: 104, Unmapped: 106, Rows: 107, Used: 108, LeftOut: 109, Expected: 110,
	Open: 111, Planned: 112, Parts: 113, Failed: 114, Share: 0.015,
}

var parameter = regexp.MustCompile(`\{[a-z_]+\}`)

// Each language has a text for each code, with the same parameters, and fills all of them
// in. Commands and keys stay as they are typed.
func TestLanguagesSayTheSame(t *testing.T) {
	require.Len(t, chineseWords.texts, len(englishWords.texts))
	require.Greater(t, len(englishWords.texts), 20)
	typed := regexp.MustCompile("`[^`]*`|reconcile\\.rejected|system\\.detached_parts|pause_at_failure_rate")
	for code, text := range englishWords.texts {
		other := chineseWords.texts[code]
		require.NotEmpty(t, other, code)
		require.ElementsMatch(t, parameter.FindAllString(text, -1), parameter.FindAllString(other, -1), code)
		require.ElementsMatch(t, typed.FindAllString(text, -1), typed.FindAllString(other, -1), code)
		c := full
		c.Code = code
		for _, lang := range []string{English, chinese} {
			said := c.Sentence(lang)
			require.NotContains(t, said, "{", "%s in %s", code, lang)
			require.NotEmpty(t, c.Text(lang))
		}
		if code != PullFailed && code != ShopDiffers && code != PlanRefused {
			require.True(t, strings.ContainsFunc(c.Text(chinese), func(r rune) bool { return unicode.Is(unicode.Han, r) }), code)
		}
		again, err := Parse(c.String())
		require.NoError(t, err)
		require.Equal(t, c, again, "a cause is stored whole")
	}
}

func TestPlaces(t *testing.T) {
	c := Cause{Code: CountDiffers, Shop: "web", Entity: "orders", Platform: 5, PlatformMost: 7, Came: 4}
	require.Equal(t, "shop web, orders: the platform has 5 to 7, 4 came: run the night again; if it stays, look at the scopes of the shop's token", c.Sentence(English))
	require.Equal(t, "商店 web，orders：平台有 5 至 7 筆，收到 4 筆：請重跑這一晚；若仍不符，請檢查商店權杖的權限範圍", c.Sentence(chinese))
	require.Equal(t, "商店 web：沒有抓取任何資料：請重跑這一晚", Cause{Code: NotPulled, Shop: "web"}.Sentence(chinese))
	require.Equal(t, "shop web as a whole, orders: the platform has 3, 2 are stored and present: `starter sweep web` compares them one by one",
		Cause{Code: TotalDiffers, Shop: "web", Entity: "orders", Platform: 3, Stored: 2}.Sentence(English))
	require.Equal(t, "行銷活動 wake：已結束，但名單 9 人中有 2 人沒有結果：請重跑這一晚，帳會結清", Cause{Code: BooksOpen, Campaign: "wake", Open: 2, Planned: 9}.Sentence(chinese))
	require.Contains(t, Cause{Code: PartitionLost, Shop: "web", Entity: "orders", Expected: 20}.Sentence(English), "holds 0 records where it held 20")
	require.Equal(t, []string{"old words"}, Sentences(chinese, nil, []string{"old words"}), "what is older than the codes")
	require.Equal(t, []string{"營業日已過"}, Sentences(chinese, []Cause{{Code: DatePast}}, []string{"its business date is past"}))
}

// Every hold is found again in what it says, with its parameters; another one's words stay.
func TestHoldsAreFoundAgain(t *testing.T) {
	for _, c := range []Cause{
		{Code: NightNotWhole, Says: "shop web, orders: 3 records came, 2 are stored: run it; held by nobody: x"},
		{Code: DatePast},
		{Code: FailureRate, Failed: 12, Came: 40},
		{Code: ComplaintRate, Failed: 4, Came: 900},
		{Code: HeldBy, By: "mei"},
		{Code: HeldByNote, By: "mei", Says: "wait: the price\nis wrong"},
		{Code: Restored, Says: "2026-11-20 04:00"},
		{Code: SegmentGone, Segment: "quiet-vips"},
	} {
		require.Equal(t, c, OfHold(c.Text(English)))
	}
	require.Equal(t, Cause{Code: FailureRate, Failed: 3, Came: 20}, OfHold(Cause{Code: FailureRate, Failed: 3, Came: 20}.Text(English)+": look at the reasons"))
	require.Equal(t, Cause{Says: "twilio account: 20003"}, OfHold("twilio account: 20003"))
	require.Equal(t, "twilio account: 20003", OfHold("twilio account: 20003").Text(chinese))
	require.True(t, OfHold("its business date is past").Automatic())
	require.False(t, OfHold("held by mei: the night is not whole").Automatic())
}

// The place before a text is what it is about: a campaign, the shop as a whole, one kind of
// its records, or the shop; nothing where the code is of the night alone.
func TestPlaceOfEachKind(t *testing.T) {
	for want, c := range map[string]Cause{
		"campaign wake: ":                  {Code: PlanMissing, Campaign: "wake", Shop: "web", Entity: "orders"},
		"shop web as a whole, orders: ":    {Code: SweepOpen, Shop: "web", Entity: "orders"},
		"shop till as a whole, orders: ":   {Code: TotalDiffers, Shop: "till", Entity: "orders"},
		"shop web as a whole, customers: ": {Code: ShopDiffers, Shop: "web", Entity: "customers"},
		"shop web, orders: ":               {Code: PullOpen, Shop: "web", Entity: "orders"},
		"shop web: ":                       {Code: PullOpen, Shop: "web"},
		"":                                 {Code: NotPublished, Entity: "orders"},
	} {
		require.Equal(t, want+c.Text(English), c.Sentence(English))
	}
	same := Cause{Code: CountDiffers, Platform: 5, PlatformMost: 5, Came: 4}
	require.Contains(t, same.Text(English), "the platform has 5, 4 came", "a count that didn't move is one number")
	same.PlatformMost = 0
	require.Contains(t, same.Text(English), "the platform has 5, 4 came")
	require.Contains(t, Cause{Code: Rejected, Rejected: 3, Came: 90, Share: 0.015}.Text(English), "3 records were rejected next to 90 that came, more than the share of 0.015")
}

// What has no code says what it said; several are one after the other, as many as were
// stored.
func TestSeveralCauses(t *testing.T) {
	require.True(t, Known(DatePast))
	require.True(t, Known(Unseen+"never_tried"))
	require.False(t, Known("unheard_of"))
	require.False(t, Known(""))
	odd := Cause{Code: "unheard_of", Says: "in {its} words"}
	require.Equal(t, "in {its} words", odd.Text(chinese))
	require.Equal(t, "its business date is past; in {its} words", Texts(English, []Cause{{Code: DatePast}, odd}))
	require.Equal(t, "營業日已過；in {its} words", Texts(chinese, []Cause{{Code: DatePast}, odd}))
	require.Equal(t, "its business date is past", Texts("fr", []Cause{{Code: DatePast}}), "English where a language isn't known")
	require.Empty(t, Texts(English, nil))
	require.Equal(t, []string{"a", "b"}, Sentences(English, []Cause{{Code: DatePast}}, []string{"a", "b"}))
	require.Empty(t, Sentences(English, nil, nil))
}

// A cause is stored as JSON, and nothing as an empty text; what is neither is an error.
func TestHowACauseIsStored(t *testing.T) {
	require.Empty(t, Cause{Says: "x"}.String(), "what has no code is no cause")
	require.JSONEq(t, `{"code":"plan_lost","campaign":"wake","stored":2,"expected":3}`, Cause{Code: PlanLost, Campaign: "wake", Stored: 2, Expected: 3}.String())
	none, err := Parse("")
	require.NoError(t, err)
	require.Zero(t, none)
	_, err = Parse("{")
	require.Error(t, err)
	scanned := Cause{Shop: "of before"}
	require.NoError(t, scanned.Scan(""))
	require.Zero(t, scanned)
	require.NoError(t, scanned.Scan(`{"code":"date_past"}`))
	require.Equal(t, Cause{Code: DatePast}, scanned)
	require.EqualError(t, scanned.Scan(7), "a cause is stored as text, not as int")
	require.Error(t, scanned.Scan("{"))
}

// The night and the date decide again about their own holds, and about no other.
func TestWhichHoldsAreAutomatic(t *testing.T) {
	for _, code := range holds {
		require.Equal(t, code == NightNotWhole || code == DatePast, Cause{Code: code}.Automatic(), code)
	}
	require.False(t, Cause{}.Automatic())
	require.Equal(t, Cause{Says: "its business date is past, they say"}, OfHold("its business date is past, they say"), "a hold is said whole")
}
