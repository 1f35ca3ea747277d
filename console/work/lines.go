package work

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"regulars"
	"regulars/console/words"
	"regulars/schema/desk"
)

// Shown is where the lines lead, and in which words.
type Shown struct {
	Path    string // of the page
	T       *words.Text
	Now     time.Time
	Stamp   func(time.Time) string // a moment as the brand's clocks show it
	Weekday func(time.Time) string
}

// Link leads to the form of something that may be done.
type Link struct {
	Text, URL string
	Main      bool
}

type BackfillLine struct {
	Dates, State, Tone, Started, Took, Days, Left, Step, Trouble string
	Width                                                        int // of the bar, of 1000
	Actions                                                      []Link
}

type ScheduleShown struct {
	Known, Paused bool
	Note          string
	Next          []NextNight
	Actions       []Link
}

type NextNight struct{ At, Weekday string }

// Spell writes how long something takes, as roughly as it is known.
func Spell(d time.Duration) string {
	switch {
	case d < time.Minute:
		d = max(d.Round(time.Second), time.Second)
	case d < time.Hour:
		d = d.Round(time.Second * 10)
	default:
		d = d.Round(time.Minute)
	}
	text := d.String()
	if d >= time.Hour {
		text = strings.TrimSuffix(text, "0s")
	}
	return text
}

// Backfills are backfills as a page lists them.
func (s Shown) Backfills(all []Backfill) []BackfillLine {
	lines := make([]BackfillLine, len(all))
	for i, b := range all {
		line := BackfillLine{
			Dates: b.From.String() + " – " + b.To.String(), State: s.state(b.State), Tone: b.State, Started: s.Stamp(b.Started), Step: b.Step, Trouble: regulars.ErrorText(b.Trouble),
		}
		ended := b.Ended
		if ended.IsZero() {
			ended = s.Now
		}
		line.Took = Spell(ended.Sub(b.Started))
		if b.Days > 0 {
			line.Days, line.Width = fmt.Sprintf(s.T.DaysDone, b.Done, b.Days), b.Done*1000/b.Days
		}
		if b.Left != nil && b.State == BackfillRuns {
			line.Left = fmt.Sprintf(s.T.LeftTime, Spell(*b.Left))
		}
		if b.Waits != "" {
			line.Step += " · " + b.Waits
		}
		line.Actions = s.actions(b)
		lines[i] = line
	}
	return lines
}

func (s Shown) state(state string) string {
	names := map[string]string{
		BackfillRuns: s.T.RunsWord, BackfillPaused: s.T.PausedWord, BackfillDone: s.T.DoneWord, BackfillFailed: s.T.FailedWord, BackfillCancelled: s.T.CancelledWord,
	}
	if name, known := names[state]; known {
		return name
	}
	return state
}

func (s Shown) actions(b Backfill) []Link {
	link := func(do, text string) Link {
		return Link{Text: text, URL: s.Path + "?do=" + do + "&id=" + url.QueryEscape(b.ID)}
	}
	switch b.State {
	case BackfillRuns:
		return []Link{link(desk.BackfillPause, s.T.Pause), link(desk.BackfillCancel, s.T.Cancel)}
	case BackfillPaused:
		return []Link{link(desk.BackfillResume, s.T.Resume), link(desk.BackfillCancel, s.T.Cancel)}
	}
	return nil
}

// Schedule is a schedule as a page shows it.
func (s Shown) Schedule(of Schedule) ScheduleShown {
	shown := ScheduleShown{Known: of.Known, Paused: of.Paused, Note: of.Note}
	for _, at := range of.Next {
		shown.Next = append(shown.Next, NextNight{s.Stamp(at), s.Weekday(at)})
	}
	switch {
	case of.Paused:
		shown.Actions = []Link{{Text: s.T.ResumeSchedule, URL: s.Path + "?do=" + desk.ScheduleResume, Main: true}}
	case of.Known:
		shown.Actions = []Link{{Text: s.T.PauseSchedule, URL: s.Path + "?do=" + desk.SchedulePause}}
	}
	return shown
}
