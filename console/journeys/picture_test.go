package journeys

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/journey"
	"regulars/present"
	"regulars/present/path"
	"regulars/schema/walk"
)

// trip is a journey with a way that skips a step, and where its members are.
func trip() (*journey.Journey, walk.Picture) {
	j := &journey.Journey{Name: "trip", Holdout: 0.1, Steps: []journey.Step{
		{Name: "hello", After: "7d", Send: "hello", Then: "last"},
		{Name: "choice", Ways: []journey.Way{{If: journey.Condition{Clicked: "hello"}, Then: journey.End}}},
		{Name: "last", After: "1d", Send: "bye"},
	}}
	return j, walk.Picture{
		Last: "2026-11-20", Came: 1200, In: 30, KeptOut: 20, GotNothing: 100, Finished: 900, Left: []walk.Leaving{{Reason: "goal", Members: 200}, {Reason: "expired", Members: 50}},
		Steps:  []walk.Node{{Step: &j.Steps[0], Name: "hello", Members: 10}, {Step: &j.Steps[1], Name: "choice", Members: 5}, {Step: &j.Steps[2], Name: "last", Members: 15}, {Name: "old"}},
		Arrows: []walk.Arrow{{From: "hello", To: "last", Members: 40}, {From: "hello", To: "choice", Members: 50}, {From: "choice", To: "", Members: 7}, {From: "choice", To: "last", Members: 8}, {From: "last", To: "", Members: 9}},
	}
}

// The boxes stand below each other, each with a line for what it waits for and one for what it
// sends; the ways to the next one go straight down, the others along lanes at the side, those
// that lead far outside.
func TestPicture(t *testing.T) {
	j, of := trip()
	p := pictureOf(path.Of(&present.English), "Came in", j, of)
	var boxes, lines []string
	for _, b := range p.Boxes {
		boxes = append(boxes, fmt.Sprintf("%s %s|%s|%s|%s at %d+%d: %d %d %d", b.Kind, b.Name, b.Waits, b.Does, b.Members, b.Y, b.Height, b.NameY, b.WaitsY, b.DoesY))
	}
	for _, l := range p.Lines {
		lines = append(lines, fmt.Sprintf("%s %s: %s %s at %d,%d", l.Members, l.Says, l.Path, l.Head, l.LabelX, l.LabelY))
	}
	require.Equal(t, []string{
		"begins Came in|kept out: 100||1,200 at 2+50: 23 41 59",
		"step hello|7 days|✉ hello|10 at 84+68: 105 123 141",
		"step choice|||5 at 184+40: 205 223 223",
		"step last|1 day|✉ bye|15 at 256+68: 277 295 313",
		"step old|a step of an earlier version||0 at 356+50: 377 395 413",
		"ends walked to the end|left otherwise: 250||900 at 438+50: 459 477 495",
	}, boxes)
	require.Equal(t, []string{
		"1,100 : M120 52L120 83 M120 84L116 77L124 77Z at 128,71",
		"40 then: M242 101L296 101L296 290L243 290 M242 290L249 294L249 286Z at 247,98",
		"50 then: M120 152L120 183 M120 184L116 177L124 177Z at 128,171",
		"7 clicked hello: M242 201L308 201L308 463L243 463 M242 463L249 467L249 459Z at 247,198",
		"8 else: M120 224L120 255 M120 256L116 249L124 249Z at 128,243",
		"9 then: M242 273L308 273L308 463L243 463 M242 463L249 467L249 459Z at 247,270",
	}, lines)
	require.Equal(t, []int{244 + 54 + 24, 490}, []int{p.Width, p.Height})

	j.Steps, of.Steps, of.Arrows = j.Steps[2:], of.Steps[2:3], of.Arrows[4:]
	require.Equal(t, 244, pictureOf(path.Of(&present.English), "Came in", j, of).Width, "nobody is led past a step")
}

// A step of many ways is as high as they need.
func TestABoxIsAsHighAsItsWays(t *testing.T) {
	d := drawing{at: map[string]int{}}
	d.box("few", Box{Waits: "x"}, 2)
	d.box("many", Box{}, 5)
	require.Equal(t, []int{50, 85}, []int{d.picture.Boxes[0].Height, d.picture.Boxes[1].Height})
}

// A text that is wider than its box is cut off; letters of Chinese count as two.
func TestShort(t *testing.T) {
	for text, want := range map[string]string{"": "", "abcdef": "abcdef", "abcdefg": "abcdef…", "茶茶茶": "茶茶茶", "茶茶茶a": "茶茶茶…", "a茶茶茶": "a茶茶…", "\u2E80bcdef": "\u2E80bcdef", "\u2E81bcdef": "\u2E81bcde…"} {
		require.Equal(t, want, short(text, 6), text)
	}
	require.Equal(t, []string{"", "x: 1,000"}, []string{counted("x", 0), counted("x", 1000)})
}

// The table says what the picture draws: what a step waits for, sends and leads to, and who is
// kept out where anybody is, or is to be.
func TestSteps(t *testing.T) {
	s := shown()
	j, of := trip()
	require.Equal(t, []Step{
		{Name: "hello", Waits: "7 days", Sends: "hello", Ways: "then → last (40), then → choice (50)", Members: "10", URL: "/b/tea/journeys/trip?step=hello#who"},
		{Name: "choice", Ways: "clicked hello → the end (7), else → last (8)", Members: "5", URL: "/b/tea/journeys/trip?step=choice#who"},
		{Name: "last", Waits: "1 day", Sends: "bye", Ways: "then → the end (9)", Members: "15", URL: "/b/tea/journeys/trip?step=last#who"},
		{Name: "old", Waits: "a step of an earlier version", Members: "0", URL: "/b/tea/journeys/trip?step=old#who"},
		{Name: "kept out", Members: "20", URL: "/b/tea/journeys/trip?step=" + journey.KeptOut + "#who"},
	}, s.Steps(j, of))
	keptOut := func(holdout float64, gotNothing uint64) bool {
		j.Holdout, of.GotNothing = holdout, gotNothing
		all := s.Steps(j, of)
		return strings.HasSuffix(all[len(all)-1].URL, journey.KeptOut+"#who")
	}
	require.Equal(t, []bool{true, true, false}, []bool{keptOut(0.1, 0), keptOut(0, 1), keptOut(0, 0)})
}
