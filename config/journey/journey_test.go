package journey_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config/audience"
	"regulars/config/journey"
)

func days(n int) string { return fmt.Sprintf("%dd", n) }

// What a step waits for is a number of days, a moment between the nights, the expected
// purchase or a condition; one that says no end waits for half a year.
func TestWaitOfAStep(t *testing.T) {
	until := journey.Condition{Bought: true}
	for name, c := range map[string]struct {
		step             journey.Step
		want             journey.Wait
		hours, immediate bool
	}{
		"nothing":               {journey.Step{}, journey.Wait{Kind: journey.WaitAfter}, false, true},
		"a week":                {journey.Step{After: "7d"}, journey.Wait{Kind: journey.WaitAfter, Days: 7}, false, false},
		"half an hour":          {journey.Step{After: "30m"}, journey.Wait{Kind: journey.WaitAfter, For: 30 * time.Minute}, true, false},
		"the purchase":          {journey.Step{On: "expected_purchase"}, journey.Wait{Kind: journey.WaitExpected, AtMost: 180}, false, false},
		"days before it":        {journey.Step{On: "expected_purchase - 3d", AtMost: "14d"}, journey.Wait{Kind: journey.WaitExpected, Days: 3, AtMost: 14}, false, false},
		"a condition":           {journey.Step{Until: until}, journey.Wait{Kind: journey.WaitUntil, AtMost: 180}, false, false},
		"a condition for days":  {journey.Step{Until: until, AtMost: "4d"}, journey.Wait{Kind: journey.WaitUntil, AtMost: 4}, false, false},
		"a condition for hours": {journey.Step{Until: until, AtMost: "24h"}, journey.Wait{Kind: journey.WaitUntil, AtMost: 180, Most: 24 * time.Hour}, true, false},
	} {
		wait := c.step.WaitOf()
		require.Equal(t, c.want, wait, name)
		require.Equal(t, c.hours, wait.Hours(), name)
		require.Equal(t, c.immediate, wait.Immediate(), name)
		j := journey.Journey{Steps: []journey.Step{{}, c.step}}
		require.Equal(t, c.hours, j.Ticks(), name)
	}
	require.True(t, (&journey.Journey{Event: journey.Event{Type: "cart_abandoned"}}).Ticks(), "an event lets members in between the nights")
}

// A condition asks for something as soon as one thing is given, and is a fact of days gone by
// only where all of it is.
func TestConditions(t *testing.T) {
	for name, c := range map[string]struct {
		condition    journey.Condition
		empty, dated bool
	}{
		"nothing":                 {journey.Condition{}, true, false},
		"a property alone":        {journey.Condition{Same: "cart_id"}, true, false},
		"a purchase":              {journey.Condition{Bought: true}, false, true},
		"an event":                {journey.Condition{Did: []string{"a"}}, false, true},
		"opened":                  {journey.Condition{Opened: "a"}, false, false},
		"clicked":                 {journey.Condition{Clicked: "a"}, false, false},
		"a segment":               {journey.Condition{In: "a"}, false, false},
		"a purchase, and opened":  {journey.Condition{Bought: true, Opened: "a"}, false, false},
		"a purchase, and clicked": {journey.Condition{Bought: true, Clicked: "a"}, false, false},
		"an event of a segment":   {journey.Condition{Did: []string{"a"}, In: "a"}, false, false},
	} {
		require.Equal(t, []bool{c.empty, c.dated}, []bool{c.condition.Empty(), c.condition.Dated()}, name)
	}
}

// A step leads to the one that it names, else to the one below it; the last leads to the end.
func TestWhereStepsLead(t *testing.T) {
	j := journey.Journey{Steps: []journey.Step{{Name: "a", Send: "x"}, {Name: "b", Then: "d"}, {Name: "c", Then: journey.End}, {Name: "d", Send: "y"}}}
	for i, want := range []string{"b", "d", "", ""} {
		require.Equal(t, want, j.Next(i), i)
	}
	require.Equal(t, []string{"x", "y"}, j.Sends())
	for step, want := range map[string]string{"a": "x", "b": "", "d": "y", "e": ""} {
		require.Equal(t, want, j.CampaignOf(step), step)
	}
}

// An ad list has the steps that put members onto it, and those that take them off.
func TestListsOfSteps(t *testing.T) {
	j := journey.Journey{Steps: []journey.Step{{Name: "a", AddTo: "vips"}, {Name: "b", TakeFrom: "new"}, {Name: "c", AddTo: "new", TakeFrom: "vips"}, {Name: "d"}}}
	add, take := j.Lists("vips")
	require.Equal(t, [][]string{{"a"}, {"c"}}, [][]string{add, take})
	add, take = j.Lists("new")
	require.Equal(t, [][]string{{"c"}, {"b"}}, [][]string{add, take})
	add, take = j.Lists("others")
	require.Empty(t, append(add, take...))
}

// Every segment that is asked for is named by the key that asks for it.
func TestSegmentsOfAJourney(t *testing.T) {
	in := func(segment string) journey.Condition { return journey.Condition{In: segment} }
	j := journey.Journey{Stay: "a", Leave: "b", Goal: in("c"), Steps: []journey.Step{{}, {Until: in("d"), Ways: []journey.Way{{}, {If: in("e")}}}}}
	require.Equal(t, map[string]string{"stay": "a", "leave": "b", "goal.in": "c", "steps[1].until.in": "d", "steps[1].ways[1].if.in": "e"}, j.Segments())
	require.Empty(t, (&journey.Journey{Steps: []journey.Step{{}}}).Segments())
}

// What is absent: everybody who does the event, for marketing, for half a year, never again.
func TestWhatIsAbsent(t *testing.T) {
	j := journey.Journey{Event: journey.Event{Type: "cart_abandoned"}}
	j.Resolve()
	require.False(t, j.Narrows())
	require.Equal(t, []string{"marketing", "180d"}, []string{j.Purpose, j.AtMost})
	require.Equal(t, []int{180, 0}, []int{j.Longest(), j.AgainAfter()})
	require.Equal(t, 180, (&journey.Journey{}).Longest())

	j = journey.Journey{Event: j.Event, Enter: audience.Audience{Is: []string{"new"}}, Purpose: "service", AtMost: "30d", Again: "90d"}
	j.Resolve()
	require.True(t, j.Narrows())
	require.Equal(t, []string{"new"}, j.Enter.Is)
	require.Equal(t, []string{"service", "30d"}, []string{j.Purpose, j.AtMost})
	require.Equal(t, []int{30, 90}, []int{j.Longest(), j.AgainAfter()})

	j = journey.Journey{Enter: audience.Audience{DaysAfter: 1}}
	j.Resolve()
	require.Equal(t, "last", j.Enter.Purchase, "who comes in is read as a campaign's audience is")
	require.Empty(t, j.Enter.Is, "only an event lets everybody in")
	require.True(t, (&journey.Journey{Messages: journey.OfConsole}).OnConsole())
	require.False(t, (&journey.Journey{Messages: journey.OfFile}).OnConsole())
}

// A version is what is walked: steps, goal and ends; who comes in, and whether anybody does
// now, is no part of it.
func TestVersions(t *testing.T) {
	version := func(change func(*journey.Journey)) string {
		j := welcome()
		change(j)
		v, err := j.Version()
		require.NoError(t, err)
		return v
	}
	first := version(func(*journey.Journey) {})
	require.Len(t, first, 12)
	for name, same := range map[string]func(*journey.Journey){
		"who comes in": func(j *journey.Journey) { j.Enter.Enters = []string{"lost"} },
		"an event":     func(j *journey.Journey) { j.Event.Type = "cart_abandoned" },
		"again":        func(j *journey.Journey) { j.Again = "1d" },
		"who is kept":  func(j *journey.Journey) { j.Holdout = 0.5 },
		"a pause":      func(j *journey.Journey) { j.Paused = true },
		"moves":        func(j *journey.Journey) { j.Migrate = nil },
		"a priority":   func(j *journey.Journey) { j.Priority = 3 },
		"texts":        func(j *journey.Journey) { j.Messages = journey.OfConsole },
	} {
		require.Equal(t, first, version(same), name)
	}
	for name, other := range map[string]func(*journey.Journey){
		"a step's wait": func(j *journey.Journey) { j.Steps[0].After = "1d" },
		"the goal":      func(j *journey.Journey) { j.Goal.Bought = false },
		"who leaves":    func(j *journey.Journey) { j.Leave = "vips" },
		"who stays":     func(j *journey.Journey) { j.Stay = "vips" },
		"the end":       func(j *journey.Journey) { j.AtMost = "61d" },
		"the consent":   func(j *journey.Journey) { j.Purpose = "service" },
	} {
		require.NotEqual(t, first, version(other), name)
	}
}
