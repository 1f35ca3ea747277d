package form_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/console/form"
	"regulars/console/words"
	"regulars/present"
)

func sheet(values url.Values) *form.Sheet {
	return form.NewSheet(words.Of(&present.English), &present.English, values)
}

var colours = []form.Option{{Value: "red", Text: "Red"}, {Value: "blue", Text: "Blue"}}

// A control shows what its field holds, and loses nothing of what its options don't know.
func TestField(t *testing.T) {
	for name, c := range map[string]struct {
		kind    string
		values  []string
		shows   string // its kind
		value   string
		options []form.Option
		rows    int
	}{
		"a line":                   {form.KindText, []string{"a"}, form.KindText, "a", nil, 3},
		"a line of several":        {form.KindText, []string{"a\nb"}, form.KindArea, "a\nb", nil, 3},
		"a line with a return":     {form.KindText, []string{"a\rb"}, form.KindArea, "a\rb", nil, 3},
		"no lines":                 {form.KindLines, nil, form.KindLines, "", nil, 2},
		"two lines":                {form.KindLines, []string{"a", "b"}, form.KindLines, "a\nb", nil, 3},
		"five lines":               {form.KindLines, []string{"a", "b", "c", "d", "e"}, form.KindLines, "a\nb\nc\nd\ne", nil, 6},
		"six lines":                {form.KindLines, []string{"a", "b", "c", "d", "e", "f"}, form.KindLines, "a\nb\nc\nd\ne\nf", nil, 6},
		"one of some":              {form.KindChoice, []string{"blue"}, form.KindChoice, "blue", []form.Option{{"red", "Red", false}, {"blue", "Blue", true}}, 3},
		"one that isn't known":     {form.KindChoice, []string{"green"}, form.KindChoice, "green", []form.Option{{"red", "Red", false}, {"blue", "Blue", false}, {"green", "green", true}}, 3},
		"none is chosen by itself": {form.KindChoice, nil, form.KindChoice, "", []form.Option{{"", "–", true}, {"red", "Red", false}, {"blue", "Blue", false}}, 3},
		"some of some":             {form.KindChecks, []string{"blue", "", "green"}, form.KindChecks, "blue", []form.Option{{"red", "Red", false}, {"blue", "Blue", true}, {"green", "green", true}}, 3},
		"no box is ticked":         {form.KindChecks, nil, form.KindChecks, "", []form.Option{{"red", "Red", false}, {"blue", "Blue", false}}, 3},
	} {
		options := colours
		if c.options == nil {
			options = nil
		}
		field := sheet(url.Values{"colour": c.values}).Field(c.kind, "colour", options...)
		require.Equal(t, form.Field{Path: "colour", ID: "f-colour", Label: "colour", Kind: c.shows, Value: c.value, Options: c.options, Rows: c.rows}, field, name)
	}
	require.Equal(t, "f-templates-e-f-languagesnew", sheet(nil).Field(form.KindText, "templates.e~f.languages+").ID)
	require.Equal(t, "f-steps-0-send", sheet(nil).Field(form.KindText, "steps[0].send").ID)
	given := sheet(url.Values{"colour": {""}}).Field(form.KindChoice, "colour", form.Optional(colours)...)
	require.Equal(t, []form.Option{{"", "–", true}, {"red", "Red", false}, {"blue", "Blue", false}}, given.Options, "nothing is one of them")
}

// A control has the words of what it stands for, wherever in the document that is.
func TestWordsOfPaths(t *testing.T) {
	for path, pattern := range map[string]string{
		"name": "name", "audience.is": "audience.is", "enter.is": "audience.is", "audience.predicted.p_alive.top": "audience.*.top", "enter.bought.products": "audience.*.products",
		"templates.edm.subject": "templates.subject", "templates.edm.languages.ja.text": "templates.text", "variants[1].weight": "weight", "variants[0].templates.sms.text": "templates.text",
		"goal.did": "if.did", "steps[0].until.in": "if.in", "steps[2].ways[1].if.clicked": "if.clicked", "steps[2].ways[1].then": "steps.then", "steps[2].split[0].weight": "steps.weight",
		"steps[12].name": "steps.name", "steps[0].at_most": "steps.at_most", "at_most": "at_most", "event.type": "event.type", "steps[0]~wait": "steps~wait",
	} {
		s := sheet(nil)
		field := s.Field(form.KindText, path)
		require.NotEmpty(t, s.T.Labels[pattern], pattern)
		require.Equal(t, s.T.Labels[pattern], field.Label, path)
		require.Equal(t, s.T.Leads[pattern], field.Lead, path)
	}
	for path, pattern := range map[string]string{
		"": "", "variants": "", "steps": "steps", "x[": "x[", "x]0[": "x]0[", "ab]": "ab]", "[0]x": "x", "event.with.if": "event.*.if", "audience.a.b.c": "audience.a.b.c", "audience.predicted.p_alive": "audience.predicted.p_alive",
	} {
		require.Equal(t, pattern, sheet(nil).Field(form.KindText, path).Label, "what has no word is its path")
	}
}

// A mistake stands at the control of its field or of what is above it, once, and is listed in
// that control's words.
func TestMistakesStandAtTheirControl(t *testing.T) {
	s := sheet(url.Values{})
	s.Mistakes = map[string][]string{"tags": {"of all"}, "tags[1]": {"of one"}, "tags.x": {"below"}, "tagsy": {"another's"}, "steps[0].send": {"of a step"}, "steps": {"of all steps"}}
	require.Equal(t, []string{"of all", "below", "of one"}, s.Field(form.KindLines, "tags").Mistakes)
	require.Empty(t, s.Field(form.KindLines, "tags").Mistakes, "they were taken")
	s.Place = "Step 1 · "
	send := s.Field(form.KindText, "steps[0].send")
	s.Called(send, "Sends")
	require.Equal(t, []string{"of a step"}, send.Mistakes)
	s.Place = ""
	require.Equal(t, []string{"of all steps"}, s.Taken("steps", "steps-of", "Steps"))
	require.Equal(t, map[string][]string{"tagsy": {"another's"}}, s.Mistakes)
	listed := []form.Wrong{{Path: "tags[1]"}, {Path: "steps[0].send"}, {Path: "steps"}, {Path: "tagsy", At: "tagsy"}}
	s.Point(listed)
	require.Equal(t, []form.Wrong{
		{Path: "tags[1]", At: "tags", To: "f-tags"}, {Path: "steps[0].send", At: "Step 1 · Sends", To: "f-steps-0-send"}, {Path: "steps", At: "Steps", To: "steps-of"}, {Path: "tagsy", At: "tagsy"},
	}, listed)
}

// What has no control goes along, but for the parts of controls.
func TestRestGoesAlong(t *testing.T) {
	s := sheet(url.Values{"name": {"a"}, "unknown": {"x", "y"}, "b": {"1"}, "at_most~n": {"3"}})
	s.Field(form.KindText, "name")
	require.Equal(t, [][2]string{{"b", "1"}, {"unknown", "x"}, {"unknown", "y"}}, s.Rest())
}

// An order has a place for each of what there is, and more where more was given.
func TestOrder(t *testing.T) {
	places := func(values ...string) (all []string) {
		for _, slot := range sheet(url.Values{"channels": values}).Order("channels", colours...).Slots {
			all = append(all, chosen(slot)...)
			require.Equal(t, []string{"", "red", "blue"}, valuesOf(slot)[:3])
		}
		return all
	}
	require.Equal(t, []string{"", ""}, places())
	require.Equal(t, []string{"blue", ""}, places("blue"))
	require.Equal(t, []string{"blue", "red", "green"}, places("blue\r\nred", "green"))
}

func valuesOf(options []form.Option) (all []string) {
	for _, o := range options {
		all = append(all, o.Value)
	}
	return all
}

// A choice is what was posted, or else what the document says.
func TestChoice(t *testing.T) {
	require.Equal(t, []string{"blue"}, chosen(sheet(nil).Choice("moment", "blue", colours...).Options))
	require.Equal(t, []string{"red"}, chosen(sheet(url.Values{"moment": {"red"}}).Choice("moment", "blue", colours...).Options))
}

// A group is folded as long as nothing of it is given or wrong.
func TestFolded(t *testing.T) {
	unit := []form.Option{{Value: "d", Chosen: true}}
	for name, c := range map[string]struct {
		field form.Field
		want  bool
	}{
		"nothing":             {form.Field{Kind: form.KindText}, true},
		"a text":              {form.Field{Kind: form.KindText, Value: "a"}, false},
		"a mistake":           {form.Field{Kind: form.KindText, Mistakes: []string{"no"}}, false},
		"a box":               {form.Field{Kind: form.KindChecks, Options: []form.Option{{Value: "a"}, {Value: "b", Chosen: true}}}, false},
		"boxes that aren't":   {form.Field{Kind: form.KindChecks, Options: []form.Option{{Value: "a"}, {Value: "b"}}}, true},
		"the choice of none":  {form.Field{Kind: form.KindChoice, Options: []form.Option{{Value: "", Chosen: true}}}, true},
		"a unit alone":        {form.Field{Kind: form.KindSpan, Value: " d", Options: unit}, true},
		"a number":            {form.Field{Kind: form.KindSpan, Value: "3 d", Number: "3", Options: unit}, false},
		"a word that was one": {form.Field{Kind: form.KindSpan, Value: " =last", Was: "last"}, false},
	} {
		require.Equal(t, c.want, form.Folded(form.Group{Fields: []form.Field{{Kind: form.KindText}, c.field}}).Folded, name)
	}
}

// The fields of the moment that is chosen count, with what goes with it, and no other moment's.
func TestMeant(t *testing.T) {
	all := []string{"is", "enters", "from", "due", "due_in_days", "days_after", "purchase", "expected_in_days", "birthday", "anniversary"}
	values := url.Values{"audience.tags": {"x"}, "audience.purchase~n": {"x"}, "other.is": {"x"}, "is": {"x"}}
	for _, key := range all {
		values.Set("audience."+key, "x")
	}
	for moment, want := range map[string][]string{
		"is": {"is"}, "event": {"is"}, "enters": {"enters", "from"}, "due": {"due", "due_in_days"}, "days_after": {"days_after", "purchase"},
		"expected_in_days": {"expected_in_days"}, "birthday": {"birthday"}, "anniversary": {"anniversary"}, "": all,
	} {
		values.Set(form.MomentKey, moment)
		meant := form.Meant("audience", values)
		for _, key := range all {
			require.Equal(t, slices.Contains(want, key), meant.Has("audience."+key), "%s: %s", moment, key)
		}
		require.Equal(t, slices.Contains(want, "purchase"), meant.Has("audience.purchase~n"), moment)
		for _, kept := range []string{"audience.tags", "other.is", "is", form.MomentKey} {
			require.True(t, meant.Has(kept), "%s: %s", moment, kept)
		}
	}
}

// The controls of an audience offer what there is, and an event only where one may let members in.
func TestAudience(t *testing.T) {
	s := sheet(url.Values{"enter.enters": {"sleep"}, "enter.tags": {"x"}})
	a := form.Audience{Prefix: "enter", Moment: "enters", Segments: []string{"vips"}, Campaigns: []string{"hello"}, Event: []form.Field{{Path: "event.type"}}}
	who := s.Who(a, form.Field{Path: "name"})
	require.Equal(t, "name", who.Fields[0].Path)
	require.Equal(t, []string{"enters"}, chosen(who.Fields[1].Options))
	require.Equal(t, []string{"is", "enters", "due", "days_after", "expected_in_days", "birthday", "anniversary", "event"}, valuesOf(who.Fields[1].Options))
	of := map[string]string{}
	for _, field := range who.Fields[2:] {
		of[field.Path] = field.Of
		require.NotEqual(t, field.Path, field.Label, "it has a word")
	}
	require.Equal(t, map[string]string{
		"event.type": "of-event", "enter.is": "of-is of-event", "enter.enters": "of-enters", "enter.from": "of-enters", "enter.due": "of-due", "enter.due_in_days": "of-due",
		"enter.days_after": "of-days_after", "enter.purchase": "of-days_after", "enter.expected_in_days": "of-expected_in_days", "enter.birthday": "of-birthday", "enter.anniversary": "of-anniversary",
	}, of)
	a.Event, a.Moment = nil, ""
	who = sheet(nil).Who(a)
	require.Equal(t, []string{"is"}, chosen(who.Fields[0].Options))
	require.NotContains(t, valuesOf(who.Fields[0].Options), "event")

	conditions := s.Conditions(a)
	require.False(t, conditions.Folded)
	require.True(t, sheet(nil).Conditions(a).Folded)
	require.True(t, s.Behaviour(a).Folded)
	fields := map[string]form.Field{}
	for _, field := range slices.Concat(conditions.Fields, s.Behaviour(a).Fields) {
		fields[field.Path] = field
		require.NotEqual(t, field.Path, field.Label, "it has a word")
	}
	for _, path := range []string{
		"segment", "rfm_classes", "tiers", "phases", "aipl", "rfm_cells", "tags", "without_tags", "where", "predicted.p_alive.above", "predicted.expected_14d.below", "predicted.clv_365d.top",
		"bought.products", "bought.categories", "bought.within_days", "not_bought.products", "did.events", "did.within_days", "did_not.events", "answered.campaign", "answered.how", "answered.within_days", "did_not_answer.how",
	} {
		require.Contains(t, fields, "enter."+path)
	}
	require.Len(t, fields, 18+6+4+6)
	require.Len(t, fields["enter.rfm_classes"].Options, len(regulars.Classes))
	require.Equal(t, []string{"", "vips"}, valuesOf(fields["enter.segment"].Options))
	require.Equal(t, []string{"", "hello"}, valuesOf(fields["enter.answered.campaign"].Options))
	require.Equal(t, "Answered · campaign", fields["enter.answered.campaign"].Label)
	require.Equal(t, "chance to buy again: below", fields["enter.predicted.p_alive.below"].Label)
	require.Equal(t, form.KindSpan, fields["enter.predicted.clv_365d.top"].Kind)
	cells := fields["enter.rfm_cells"]
	require.True(t, cells.Grid)
	require.Len(t, cells.Options, 25)
	require.Equal(t, form.Option{Value: "r5f1", Text: "R5F1"}, cells.Options[0])
	require.Equal(t, form.Option{Value: "r1f5", Text: "R1F5"}, cells.Options[24])
	require.Equal(t, present.Chinese.Lang != present.English.Lang, form.TextOf(&present.Chinese).Who != form.TextOf(&present.English).Who)
}
