package journey

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"time"

	"regulars/config/audience"
)

// End is where then leads to who is through; KeptOut is where members stand who get
// nothing.
const (
	End     = "end"
	KeptOut = "kept_out"
)

// Journey is a path of messages. A member is in it once at a time.
type Journey struct {
	Name    string            `yaml:"name"`                   // a-z, 0-9, - and _
	Enter   audience.Audience `yaml:"enter"`                  // who comes in, as a campaign's audience; with event: of whom, everybody where nothing is said
	Event   Event             `yaml:"event" json:",omitzero"` // who does this comes in, between the nights
	Again   string            `yaml:"again"`                  // when who left may come in again, such as 90d; each key: with each event, also meanwhile; empty: never
	Goal    Condition         `yaml:"goal"`                   // what it is for; who reaches it leaves
	Stay    string            `yaml:"stay"`                   // a segment; who is no longer in it leaves
	Leave   string            `yaml:"leave"`                  // a segment; who comes into it leaves
	AtMost  string            `yaml:"at_most"`                // who is in it for so long leaves; default 180d
	Holdout float64           `yaml:"holdout"`                // share 0..1 kept out, by a hash salted per journey; default 0
	Purpose string            `yaml:"purpose"`                // the consent without which nobody is in it; default marketing
	Paused  bool              `yaml:"paused"`                 // nobody comes in or moves on; default false

	Messages string `yaml:"messages" json:",omitzero"` // where the campaigns of its steps are written: file, or console for those that the file doesn't have; default file

	Priority int `yaml:"priority" json:",omitzero"` // of the campaigns of its steps that say none themselves; default 0

	Steps   []Step            `yaml:"steps"`   // in the order in which they are walked
	Migrate map[string]string `yaml:"migrate"` // steps of an earlier version, and to which of these their members move
}

// Where the campaigns of the steps are written.
const (
	OfFile    = "file"
	OfConsole = "console"
)

// OnConsole reports whether campaigns of the steps that the file doesn't have are written on
// the console.
func (j *Journey) OnConsole() bool { return j.Messages == OfConsole }

// Event is what lets a member in who does it. The key tells one event from the next: it lets
// a member in once.
type Event struct {
	Type string            `yaml:"type"` // such as checkout_started or cart_abandoned
	Key  string            `yaml:"key"`  // the property that names what it is about, such as cart_id; events without it let nobody in; empty: the event's own id
	With map[string]string `yaml:"with"` // properties that it must have, with these values
}

// Step is where members stand until its wait is over. It sends a message, or chooses a
// way, or only waits.
type Step struct {
	Name   string    `yaml:"name"`    // a-z, 0-9, - and _
	After  string    `yaml:"after"`   // such as 7d, or between the nights 1h or 30m; where no wait is given, 0d
	On     string    `yaml:"on"`      // expected_purchase, or some days before it, as in expected_purchase - 3d
	Until  Condition `yaml:"until"`   // waits until this holds
	AtMost string    `yaml:"at_most"` // with on and until: goes on after so long at the latest, such as 14d; with until also 24h, which asks between the nights
	Send   string    `yaml:"send"`    // the campaign that it sends, whose audience names the journey
	Ways   []Way     `yaml:"ways"`    // the first whose condition holds is taken
	Split  []Branch  `yaml:"split"`   // ways by lot
	Then   string    `yaml:"then"`    // the step that comes next, or end; default the one below it

	AddTo    string `yaml:"add_to" json:",omitempty"`    // an ad list, onto which members come when they go on
	TakeFrom string `yaml:"take_from" json:",omitempty"` // an ad list, which they leave when they go on
}

// Way is a way on that a condition opens.
type Way struct {
	If   Condition `yaml:"if"`   // everything that is given has to hold
	Then string    `yaml:"then"` // a later step, or end
}

// Branch is a way on that some members get by lot.
type Branch struct {
	Weight float64 `yaml:"weight"` // of all weights, its share of the members
	Then   string  `yaml:"then"`   // a later step, or end
}

// Condition is asked of a member who is in the journey. All that is given has to hold.
type Condition struct {
	Bought  bool     `yaml:"bought"`                 // an order after the date on which they came in
	Opened  string   `yaml:"opened"`                 // the message of this step, opened or clicked
	Clicked string   `yaml:"clicked"`                // the message of this step
	Did     []string `yaml:"did"`                    // one of these events after the date on which they came in; by an event: after it
	Same    string   `yaml:"same" json:",omitempty"` // with did: done by anyone, at any time, this property of it is the key with which the member came in
	In      string   `yaml:"in"`                     // a segment, as of the business date
}

// EachKey is what again says where a member comes in with each event.
const EachKey = "each key"

// ByEvent reports whether an event lets members in.
func (j *Journey) ByEvent() bool { return j.Event.Type != "" }

// Narrows reports whether not everybody who does the event comes in.
func (j *Journey) Narrows() bool {
	everybody := audience.Audience{Is: []string{audience.Everybody}}
	return !reflect.DeepEqual(j.Enter, everybody)
}

// Ticks reports whether members are led between the nights, too.
func (j *Journey) Ticks() bool {
	return j.ByEvent() || slices.ContainsFunc(j.Steps, func(s Step) bool { return s.WaitOf().Hours() })
}

// Resolve fills in what is absent.
func (j *Journey) Resolve() {
	if j.ByEvent() && j.Enter.Moment() == "" {
		j.Enter.Is = []string{audience.Everybody}
	}
	j.Purpose, j.AtMost = cmp.Or(j.Purpose, "marketing"), cmp.Or(j.AtMost, fmt.Sprintf("%dd", atMost))
	j.Enter.Resolve()
}

// Empty reports whether nothing is asked.
func (c *Condition) Empty() bool {
	return !c.Bought && c.Opened == "" && c.Clicked == "" && len(c.Did) == 0 && c.In == ""
}

// Dated reports whether it is known of any day gone by who met the condition: purchases and
// events are, segments and answers to messages that the others never got aren't.
func (c *Condition) Dated() bool {
	return (c.Bought || len(c.Did) > 0) && c.Opened == "" && c.Clicked == "" && c.In == ""
}

// Waits, as Wait.Kind names them.
const (
	WaitAfter    = "after"
	WaitExpected = "expected"
	WaitUntil    = "until"
)

// Wait is what a step waits for.
type Wait struct {
	Kind   string
	Days   int // after: since the member came to the step; expected: before the purchase
	AtMost int // of expected and until: days after which it is over anyway

	For  time.Duration // after: instead of Days, since the moment at which the member came to the step
	Most time.Duration // until: instead of AtMost
}

// Hours reports whether the wait is one of hours or minutes, which ends between the nights.
func (w Wait) Hours() bool { return w.For > 0 || w.Most > 0 }

// Immediate reports whether nothing is waited for.
func (w Wait) Immediate() bool { return w.Kind == WaitAfter && w.Days == 0 && w.For == 0 }

// atMost is the longest wait where a step says none, and the longest journey.
const atMost = 180

// WaitOf reads what a step waits for; Mistakes has found what can't be read.
func (s *Step) WaitOf() Wait {
	most, ok := days(s.AtMost)
	if !ok {
		most = atMost
	}
	if before, is := expected(s.On); is {
		return Wait{Kind: WaitExpected, Days: before, AtMost: most}
	}
	if !s.Until.Empty() {
		long, _ := hours(s.AtMost)
		return Wait{Kind: WaitUntil, AtMost: most, Most: long}
	}
	after, _ := days(s.After)
	long, _ := hours(s.After)
	return Wait{Kind: WaitAfter, Days: after, For: long}
}

// Longest is after how many days a member leaves the journey at the latest.
func (j *Journey) Longest() int {
	if n, ok := days(j.AtMost); ok {
		return n
	}
	return atMost
}

// AgainAfter is after how many days a member who left may come in again; 0: never.
func (j *Journey) AgainAfter() int {
	n, _ := days(j.Again)
	return n
}

// Next is where a step leads to without a way: the step that it names, the one below it,
// or empty at the end.
func (j *Journey) Next(i int) string {
	then := j.Steps[i].Then
	if then == "" && i+1 < len(j.Steps) {
		then = j.Steps[i+1].Name
	}
	return Destination(then)
}

// Destination is the step that then names; empty: the end.
func Destination(then string) string {
	if then == End {
		return ""
	}
	return then
}

// Sends lists the campaigns that the steps send.
func (j *Journey) Sends() []string {
	var all []string
	for i := range j.Steps {
		if j.Steps[i].Send != "" {
			all = append(all, j.Steps[i].Send)
		}
	}
	return all
}

// Lists returns the steps that put members onto an ad list, and those that take them off it.
func (j *Journey) Lists(list string) (add, take []string) {
	for i := range j.Steps {
		switch list {
		case j.Steps[i].AddTo:
			add = append(add, j.Steps[i].Name)
		case j.Steps[i].TakeFrom:
			take = append(take, j.Steps[i].Name)
		}
	}
	return add, take
}

// CampaignOf returns what a step sends; empty: nothing, or there is no such step.
func (j *Journey) CampaignOf(step string) string {
	for i := range j.Steps {
		if j.Steps[i].Name == step {
			return j.Steps[i].Send
		}
	}
	return ""
}

// Version names what a member walks: another one where steps, goal or ends change. Who may
// come in, the pause, the share that is kept out and where its texts stand are no part of it.
func (j *Journey) Version() (string, error) {
	walked := *j
	walked.Enter, walked.Event, walked.Again, walked.Holdout, walked.Paused, walked.Migrate, walked.Priority, walked.Messages = audience.Audience{}, Event{}, "", 0, false, nil, 0, ""
	text, err := json.Marshal(walked)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6]), nil
}

// maxHours is the longest wait in hours: what is longer is counted in days.
const maxHours = 96 * time.Hour

var (
	hoursForm    = regexp.MustCompile(`^[1-9][0-9]{0,3}[hm]$`)
	daysForm     = regexp.MustCompile(`^(0|[1-9][0-9]{0,3})d$`)
	expectedForm = regexp.MustCompile(`^expected_purchase(?: ?- ?([1-9][0-9]{0,2})d)?$`)
)

// days reads a number of days, such as 7d.
func days(text string) (int, bool) {
	found := daysForm.FindStringSubmatch(text)
	if found == nil {
		return 0, false
	}
	n, err := strconv.Atoi(found[1])
	return n, err == nil && n <= audience.MaxDays
}

// hours reads a number of hours or minutes, such as 24h or 30m.
func hours(text string) (time.Duration, bool) {
	if !hoursForm.MatchString(text) {
		return 0, false
	}
	long, err := time.ParseDuration(text)
	return long, err == nil && long <= maxHours
}

// expected reads how many days before the expected purchase.
func expected(text string) (int, bool) {
	found := expectedForm.FindStringSubmatch(text)
	if found == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(found[1])
	return n, true
}
