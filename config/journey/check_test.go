package journey_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/audience"
	"regulars/config/journey"
)

// welcome is a journey without a mistake, with a step of each kind.
func welcome() *journey.Journey {
	j := &journey.Journey{
		Name: "welcome", Enter: audience.Audience{Enters: []string{"new"}}, Again: "90d", AtMost: "60d",
		Goal: journey.Condition{Bought: true, Opened: "hello"},
		Steps: []journey.Step{
			{Name: "hello", After: "0d", Send: "hello"},
			{Name: "choice", On: "expected_purchase - 3d", AtMost: "1d", Ways: []journey.Way{{If: journey.Condition{Clicked: "hello"}, Then: "wish"}}, Then: "lot"},
			{Name: "lot", Until: journey.Condition{Did: []string{"add_to_cart"}}, AtMost: "24h", Split: []journey.Branch{{Weight: 1, Then: "wish"}, {Weight: 0.5, Then: journey.End}}},
			{Name: "wish", After: "30m", Send: "wish", AddTo: "vips", TakeFrom: "new"},
		},
		Migrate: map[string]string{"old": "wish", "older": journey.End},
	}
	j.Resolve()
	return j
}

// cart is one into which members come by an event.
func cart() *journey.Journey {
	j := &journey.Journey{
		Name: "cart", Event: journey.Event{Type: "cart_abandoned", Key: "cart_id"}, Again: journey.EachKey,
		Goal:  journey.Condition{Did: []string{"order_placed"}, Same: "cart_id"},
		Steps: []journey.Step{{Name: "remind", After: "1h", Send: "remind"}},
	}
	j.Resolve()
	return j
}

func mistakes(j *journey.Journey) []string {
	var all []string
	for _, p := range j.Mistakes() {
		says := p.Says
		if p.Unknown != "" {
			says = p.Unknown + " is none of " + strings.Join(p.Known, " ")
		}
		all = append(all, p.Key+": "+says)
	}
	return all
}

// Each rule of a journey names the key that breaks it; what keeps it just so is no mistake.
func TestMistakesOfAJourney(t *testing.T) {
	const none = ""
	long := strings.Repeat("a", 64)
	for name, c := range map[string]struct {
		change func(*journey.Journey)
		want   string // what is said of the one mistake; empty: nothing
	}{
		"as it is":                         {func(*journey.Journey) {}, none},
		"no steps":                         {func(j *journey.Journey) { j.Steps, j.Migrate, j.Goal = nil, nil, journey.Condition{} }, "steps: the journey has no steps"},
		"nothing is sent":                  {func(j *journey.Journey) { *j = *cart(); j.Steps[0].Send = "" }, "steps: no step sends anything"},
		"messages on the console":          {func(j *journey.Journey) { j.Messages = journey.OfConsole }, none},
		"messages of the file":             {func(j *journey.Journey) { j.Messages = journey.OfFile }, none},
		"messages from elsewhere":          {func(j *journey.Journey) { j.Messages = "mail" }, "messages: mail is none of file console"},
		"no end":                           {func(j *journey.Journey) { j.AtMost = "0d" }, `at_most: "0d" is not a number of days from 1 to`},
		"the longest journey":              {func(j *journey.Journey) { j.AtMost = days(audience.MaxDays) }, none},
		"longer than a journey can be":     {func(j *journey.Journey) { j.AtMost = days(audience.MaxDays + 1) }, "at_most: "},
		"again on the same day":            {func(j *journey.Journey) { j.Again = "0d" }, `again: "0d" is not a number of days from 1 to`},
		"again the next day":               {func(j *journey.Journey) { j.Again = "1d" }, none},
		"each key of no event":             {func(j *journey.Journey) { j.Again = journey.EachKey }, "again: no event lets members in"},
		"a key of no event":                {func(j *journey.Journey) { j.Event.Key = "cart_id" }, "event.type: it is missing"},
		"a property of no event":           {func(j *journey.Journey) { j.Event.With = map[string]string{"a": "b"} }, "event.type: it is missing"},
		"an event that is none":            {func(j *journey.Journey) { *j = *cart(); j.Event.Type = "Cart" }, `event.type: "Cart" is no event`},
		"an event and a moment":            {func(j *journey.Journey) { *j = *cart(); j.Enter = audience.Audience{Enters: []string{"new"}} }, "enter: the event is the moment"},
		"the longest name":                 {func(j *journey.Journey) { j.Steps[3].Name, j.Steps[3].Then, j.Migrate = long, "", nil; to(j, long) }, none},
		"a name that is too long":          {func(j *journey.Journey) { *j = *cart(); j.Steps[0].Name = long + "a" }, `steps[0].name: the name "` + long + `a" doesn't fit`},
		"a name of two":                    {func(j *journey.Journey) { j.Steps = append(j.Steps, j.Steps[3]) }, "steps[4].name: the name wish is taken"},
		"a step called end":                {func(j *journey.Journey) { *j = *cart(); j.Steps[0].Name = journey.End }, "steps[0].name: end is no name of a step"},
		"a step called as who is kept out": {func(j *journey.Journey) { *j = *cart(); j.Steps[0].Name = journey.KeptOut }, "steps[0].name: " + journey.KeptOut + " is no name of a step"},
		"onto a list and off it":           {func(j *journey.Journey) { j.Steps[3].TakeFrom = "vips" }, "steps[3].take_from: "},
		"sends and chooses":                {func(j *journey.Journey) { j.Steps[1].Send = "x" }, "steps[1]: it does several things at once"},
		"sends and draws":                  {func(j *journey.Journey) { j.Steps[2].Send = "x" }, "steps[2]: it does several things at once"},
		"chooses and draws":                {func(j *journey.Journey) { j.Steps[2].Ways = j.Steps[1].Ways }, "steps[2]: it does several things at once"},
		"a way without a condition":        {func(j *journey.Journey) { j.Steps[1].Ways[0].If = journey.Condition{} }, "steps[1].ways[0].if: the way has no condition"},
		"a way to nowhere":                 {func(j *journey.Journey) { j.Steps[1].Ways[0].Then = "" }, "steps[1].ways[0].then: it is missing"},
		"a way to an unknown step":         {func(j *journey.Journey) { j.Steps[1].Ways[0].Then = "wash" }, "steps[1].ways[0].then: wash is none of choice hello lot wish end"},
		"a way to itself":                  {func(j *journey.Journey) { j.Steps[1].Ways[0].Then = "choice" }, "steps[1].ways[0].then: the step choice doesn't come later"},
		"a lot of no weight":               {func(j *journey.Journey) { j.Steps[2].Split[1].Weight = 0 }, "steps[2].split[1].weight: it must be above zero"},
		"a lot to nowhere":                 {func(j *journey.Journey) { j.Steps[2].Split[1].Then = "" }, "steps[2].split[1].then: it is missing"},
		"a lot of one":                     {func(j *journey.Journey) { j.Steps[2].Split = j.Steps[2].Split[:1] }, "steps[2].split: one way is no choice"},
		"a lot and then":                   {func(j *journey.Journey) { j.Steps[2].Then = journey.End }, "steps[2].then: every member gets one"},
		"back":                             {func(j *journey.Journey) { j.Steps[3].Then = "hello" }, "steps[3].then: the step hello doesn't come later"},
		"after and on":                     {func(j *journey.Journey) { j.Steps[1].After = "1d" }, "steps[1]: it waits for several things"},
		"after and until":                  {func(j *journey.Journey) { j.Steps[2].After = "1d" }, "steps[2]: it waits for several things"},
		"the longest wait of hours":        {func(j *journey.Journey) { j.Steps[3].After = "96h" }, none},
		"hours that are days":              {func(j *journey.Journey) { j.Steps[3].After = "97h" }, `steps[3].after: "97h" is not a number of days from 0`},
		"minutes that are days":            {func(j *journey.Journey) { j.Steps[3].After = "5761m" }, "steps[3].after: "},
		"no day at all":                    {func(j *journey.Journey) { j.Steps[1].On = "tomorrow" }, `steps[1].on: "tomorrow" is no day`},
		"on waits for days":                {func(j *journey.Journey) { j.Steps[1].AtMost = "24h" }, `steps[1].at_most: "24h" is not a number of days from 1`},
		"on waits no day":                  {func(j *journey.Journey) { j.Steps[1].AtMost = "0d" }, "steps[1].at_most: "},
		"until waits no day":               {func(j *journey.Journey) { j.Steps[2].AtMost = "0d" }, "steps[2].at_most: "},
		"until waits for days":             {func(j *journey.Journey) { j.Steps[2].AtMost = "1d" }, none},
		"at most of after":                 {func(j *journey.Journey) { j.Steps[3].AtMost = "2d" }, "steps[3].at_most: it says how long on or until wait"},
		"opens what a way sends":           {func(j *journey.Journey) { j.Steps[1].Ways[0].If.Clicked = "lot" }, "steps[1].ways[0].if.clicked: the step lot sends nothing"},
		"opens what comes later":           {func(j *journey.Journey) { j.Steps[1].Ways[0].If.Opened = "wish" }, "steps[1].ways[0].if.opened: the step wish doesn't come before"},
		"waits for its own message": {func(j *journey.Journey) {
			j.Steps[3] = journey.Step{Name: "wish", Send: "wish", Until: journey.Condition{Opened: "wish"}}
		}, "steps[3].until.opened: the step wish doesn't come before"},
		"opens what there isn't":       {func(j *journey.Journey) { j.Goal.Opened = "hallo" }, "goal.opened: hallo is none of choice hello lot wish end"},
		"the goal is the last message": {func(j *journey.Journey) { j.Goal.Opened = "wish" }, none},
		"the same as no event":         {func(j *journey.Journey) { *j = *cart(); j.Goal.Did, j.Goal.Bought = nil, true }, "goal.same: it compares"},
		"the same as no key":           {func(j *journey.Journey) { *j = *cart(); j.Event.Key = "" }, "goal.same: it compares"},
		"did what is no event":         {func(j *journey.Journey) { j.Goal.Did = []string{"ok", "Not"} }, `goal.did[1]: "Not" is no event`},
		"moves to an unknown step":     {func(j *journey.Journey) { j.Migrate["old"] = "wash" }, "migrate.old: wash is none of choice hello lot wish end"},
	} {
		t.Run(name, func(t *testing.T) {
			j := welcome()
			c.change(j)
			got := mistakes(j)
			if c.want == none {
				require.Empty(t, got)
				return
			}
			require.Len(t, got, 1, got)
			require.True(t, strings.HasPrefix(got[0], c.want), got[0])
		})
	}
	require.Empty(t, mistakes(cart()))
}

// to leads the ways that lead to wish to another step.
func to(j *journey.Journey, step string) {
	j.Steps[1].Ways[0].Then, j.Steps[2].Split[0].Then = step, step
}
