package audience

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// The spelling of release 0.1.0 means what it meant where it said it.
func TestOlderSpelling(t *testing.T) {
	for _, test := range []struct{ older, now Audience }{
		{Audience{Stages: []string{"sleep"}, When: "in"}, Audience{Is: []string{"sleep"}}},
		{Audience{Stages: []string{"sleep"}, When: "entered"}, Audience{Enters: []string{"sleep"}}},
		{Audience{When: "in", Where: "1"}, Audience{Is: []string{Everybody}, Where: "1"}},
		{Audience{When: "entered", Where: "1"}, Audience{Enters: []string{"new", "active", "sleep", "lost", "deep", "prospect"}, Where: "1"}},
		{Audience{Stages: []string{"sleep"}}, Audience{Stages: []string{"sleep"}}}, // it never said which
	} {
		a := test.older
		a.Resolve()
		require.Equal(t, test.now, a)
	}
	a := Audience{DaysAfter: 7}
	a.Resolve()
	require.Equal(t, "last", a.Purchase)
	require.Empty(t, a.Mistakes())
}

// Every key but the moment narrows an audience down: none is forgotten when a segment is
// merged, or when everybody is asked for by accident.
func TestNarrow(t *testing.T) {
	above := 0.5
	full := Audience{
		Classes: []string{"rfm_vip"}, Cells: []string{"r5"}, Tags: []string{"a"}, WithoutTags: []string{"b"}, Tiers: []string{"high"}, Phases: []string{"growing"},
		AIPL: []string{"P"}, Predicted: map[string]Range{"p_alive": {Above: &above}}, Bought: Goods{Products: []string{"a"}}, NotBought: Goods{Categories: []string{"a"}},
		Did: Behaviour{Events: []string{"login"}}, DidNot: Behaviour{Events: []string{"login"}}, Answered: Answer{Campaign: "a"}, DidNotAnswer: Answer{Campaign: "a"}, Where: "x",
	}
	moments := map[string]bool{"Is": true, "Enters": true, "From": true, "Due": true, "DueInDays": true, "DaysAfter": true, "Purchase": true,
		"ExpectedInDays": true, "Birthday": true, "Anniversary": true, "Journey": true, "Segment": true, "Stages": true, "When": true, "within": true, "saved": true}
	fields := reflect.TypeFor[Audience]()
	for i := range fields.NumField() {
		name := fields.Field(i).Name
		if moments[name] {
			continue
		}
		value := reflect.ValueOf(full).Field(i)
		require.False(t, value.IsZero(), "the test leaves out %s", name)
		var one Audience
		reflect.ValueOf(&one).Elem().Field(i).Set(value)
		require.True(t, one.narrowed(), "%s alone narrows nothing", name)

		campaign := Audience{Enters: []string{"new"}}
		require.Empty(t, campaign.Narrow(one), name)
		one.Enters = campaign.Enters
		require.Equal(t, one, campaign, "%s of the segment is lost", name)
		both := campaign.Narrow(full)
		if name == "Where" {
			require.NotContains(t, both, "where")
			continue
		}
		require.Contains(t, both, fields.Field(i).Tag.Get("yaml"))
	}
	campaign := Audience{Enters: []string{"new"}, Where: "a -- why"}
	require.Empty(t, campaign.Narrow(Audience{Is: []string{"sleep"}, Where: "b"}))
	require.Equal(t, "(a -- why\n) AND (b\n)", campaign.Where)
	require.Equal(t, []string{"sleep"}, campaign.Within())
	require.Equal(t, []string{"new"}, campaign.StageNames())
	require.Empty(t, full.SegmentMistakes())
	require.NotEmpty(t, full.Mistakes(), "it has no moment")
}

func TestMoments(t *testing.T) {
	zero := 0
	for moment, a := range map[string]Audience{
		MomentIs: {Is: []string{"new"}}, MomentEnters: {Enters: []string{"new"}}, MomentDue: {Due: []string{"lost"}}, MomentAfter: {DaysAfter: 1},
		MomentExpected: {ExpectedInDays: &zero}, MomentBirthday: {Birthday: Day}, MomentAnniversary: {Anniversary: Day}, MomentJourney: {Journey: "welcome"}, "": {},
	} {
		require.Equal(t, moment, a.Moment())
		require.Equal(t, moment != MomentIs && moment != MomentJourney && moment != "", a.OnADay(), moment)
	}
	require.False(t, (&Audience{Birthday: Month}).OnADay())
	require.False(t, (&Audience{Anniversary: Month}).OnADay())
}

// A campaign may say which stages it means, and the segment in which ones members are.
func TestStagesOfACampaignAndItsSegment(t *testing.T) {
	for _, c := range []struct {
		name           string
		campaign       Audience
		segment        Audience
		stages, within []string
	}{
		{"stages that are entered", Audience{Enters: []string{"new"}}, Audience{}, []string{"new"}, nil},
		{"stages in which members are", Audience{Is: []string{"new", "lost"}}, Audience{Is: []string{"lost"}}, []string{"new", "lost"}, []string{"lost"}},
		{"one stage", Audience{Is: []string{"new"}}, Audience{Is: []string{"sleep"}}, []string{"new"}, []string{"sleep"}},
		{"everybody is any stage", Audience{Is: []string{Everybody}}, Audience{Is: []string{Everybody}}, nil, nil},
		{"a birthday asks for none", Audience{Birthday: Day}, Audience{Is: []string{"sleep", "lost"}}, nil, []string{"sleep", "lost"}},
	} {
		require.Empty(t, c.campaign.Narrow(c.segment), c.name)
		require.Equal(t, c.stages, c.campaign.StageNames(), c.name)
		require.Equal(t, c.within, c.campaign.Within(), c.name)
	}
}

// A segment of the console is looked up once.
func TestASegmentOfTheConsole(t *testing.T) {
	a := Audience{Enters: []string{"new"}, Segment: "vips", Tags: []string{"a"}}
	require.Empty(t, a.Saved(), "the config has it")
	a.ByConsole()
	require.Equal(t, "vips", a.Saved())
	require.Equal(t, []string{"tags"}, a.NarrowBySaved(Audience{Tags: []string{"b"}, Tiers: []string{"high"}}))
	require.Equal(t, []string{"high"}, a.Tiers)
	require.Empty(t, a.Saved(), "its conditions are there")
}

func TestParseRepetition(t *testing.T) {
	for text, want := range map[string]Repetition{
		"": {Per: Once}, "stage": {Per: PerStage}, "purchase": {Per: PerPurchase}, "year": {Per: PerYear}, "1d": {PerDays, 1}, "3653d": {PerDays, 3653},
	} {
		got, err := ParseRepetition(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"0d", "3654d", "d", "-1d", "90", "90 d", "month", "1.5d", "99999d"} {
		_, err := ParseRepetition(text)
		require.Error(t, err, text)
	}
}
