package walk

import (
	"slices"
	"time"

	"regulars"
	"regulars/config/journey"
	"regulars/schema"
)

// journeyParams name a journey, or a replay of it.
type journeyParams struct{ Brand, Walk, Journey string }

type nightParams struct {
	journeyParams
	Date regulars.BusinessDate
	Now  time.Time
}

type sumsParams struct {
	journeyParams
	Until regulars.BusinessDate
}

type flowParams struct {
	journeyParams
	From, To regulars.BusinessDate
}

type boughtParams struct {
	journeyParams
	Date    regulars.BusinessDate
	Longest uint32
}

type reachedParams struct {
	journeyParams
	Date       regulars.BusinessDate
	Longest    uint32
	Definition string // which they came in on; empty: any
	Step       string // the split
	Upto       []float64
	Bought     bool
	Did        []string
	Same       string
}

type beginParams struct {
	journeyParams
	Date regulars.BusinessDate
}

type endParams struct {
	journeyParams
	Before time.Time
}

type whoParams struct {
	journeyParams
	Step string
	Most uint32
}

type memberParams struct {
	journeyParams
	Member uint64
}

type tickKey struct{ Brand, Journey string }

type standingsDueParams struct {
	journeyParams
	Date regulars.BusinessDate
	Run  uint64
}

type putTickParams struct {
	tickKey
	Moment time.Time
	Date   regulars.BusinessDate
	Now    time.Time
}

// momentParams say what happens between the nights of a past.
type momentParams struct {
	Brand        string
	Types        []string
	Orders       bool
	Every        int64 // seconds from a tick to the next
	Since, Until time.Time
}

type nextWaitParams struct {
	journeyParams
	stepParams
	Date   regulars.BusinessDate
	Moment time.Time
}

type openRunParams struct {
	Brand string
	Since time.Time
}

// stepParams are the steps that ticks ask.
type stepParams struct {
	Steps   []string
	Seconds []uint64 // that each waits at least
}

// add adds the steps of a version of a journey.
func (p *stepParams) add(j *journey.Journey) {
	for i := range j.Steps {
		wait := j.Steps[i].WaitOf()
		if !wait.Hours() && !wait.Immediate() {
			continue
		}
		seconds, at := uint64(wait.For.Seconds()), slices.Index(p.Steps, j.Steps[i].Name)
		if at < 0 {
			p.Steps, p.Seconds = append(p.Steps, j.Steps[i].Name), append(p.Seconds, seconds)
			continue
		}
		p.Seconds[at] = min(p.Seconds[at], seconds)
	}
}

// waitingParams say who may be due.
type waitingParams struct {
	stepParams
	Since  time.Time
	Moment time.Time
}

type countDueParams struct {
	journeyParams
	waitingParams
}

type dueParams struct {
	journeyParams
	waitingParams
	Date regulars.BusinessDate
	Run  uint64
}

type leaveDueParams struct {
	leaveParams
	stepParams
	knownParams
	Consents schema.Identifier
}

type advanceDueParams struct {
	advanceParams
	knownParams
}

// knownParams are the work tables of a tick.
type knownParams struct{ Nodes, Orders schema.Identifier }

type knownNodeParams struct {
	Brand      string
	Date       regulars.BusinessDate
	Conditions []string
	Runs       []uint64
}

type knownConsentParams struct {
	Brand string
	Nodes schema.Identifier
}

type knownOrderParams struct {
	Brand   string
	Nodes   schema.Identifier
	Date    regulars.BusinessDate
	Horizon uint32
}

// candidateParams say by which events members come in.
type candidateParams struct {
	tickKey
	Type, Key     string
	Names, Values []string // of the properties that it must have
	Since         time.Time
	SinceDate     regulars.BusinessDate
	Moment        time.Time
}

type countCandidateParams struct {
	candidateParams
	Walk string
}

type comingParams struct {
	candidateParams
	Date regulars.BusinessDate
	Run  uint64 // of this advance
}

type entrantParams struct {
	comingParams
	Walk     string
	EachKey  bool
	Again    uint32
	Purpose  string
	Channels []string
}

type enterEventParams struct {
	entrantParams
	Definition string
	Version    uint64
	Now        time.Time
	Today      regulars.BusinessDate
	Narrows    bool
	Holdout    float64
	First      string
}

type handParams struct {
	journeyParams
	Member  uint64
	To, Why string
	Place   string // where they stand
	Date    regulars.BusinessDate
	By      string
	Note    string
	Now     time.Time
	Version uint64
}

type decideParams struct {
	tickKey
	Decision  string
	Campaigns []string
	By, Note  string
	Now       time.Time
}

type emptyParams struct {
	nightParams
	Today    regulars.BusinessDate
	By, Note string
	Version  uint64
}

type definitionKey struct{ Brand, Journey, Definition string }

type definitionParams struct {
	definitionKey
	Text string
	Now  time.Time
}

// moveParams are those of every statement that moves members.
type moveParams struct {
	nightParams
	Definition string
	Version    uint64
	Moment     time.Time
}

// partParams are those of who is taken out of any version.
type partParams struct {
	nightParams
	Version uint64
	Moment  time.Time
	Today   regulars.BusinessDate
	EachKey bool
}

// standingParams are those of standing.sql beyond the night's.
type standingParams struct {
	Run       uint64   // of this advance
	Horizon   uint32   // days back of what members did
	AsksSince bool     // also what came after the business date
	Campaigns []string // whose answers are asked for
	Events    []string // that are asked for
}

type leaveParams struct {
	moveParams
	standingParams
	goalParams
	Purpose     string
	Channels    []string
	Stay, Leave string
	Longest     uint32
	Today       regulars.BusinessDate
}

type matchedParams struct {
	Brand, Condition string
	Date             regulars.BusinessDate
	Run              uint64
}

type enterParams struct {
	moveParams
	Run      uint64
	Purpose  string
	Channels []string
	Holdout  float64
	First    string
	Again    uint32
}

type advanceParams struct {
	moveParams
	standingParams
	untilParams
	wayParams
	Step, Why, Sends     string
	Days, AtMost         uint32
	Seconds, MostSeconds uint32                // instead of Days and AtMost, where they aren't 0
	Today                regulars.BusinessDate // on which the messages go
	GoesIn               string                // the run of the message
	To                   []string
	Upto                 []float64
}

type migrateParams struct {
	moveParams
	Step, To string
}

// The parameters of the three conditions that statements ask.
type (
	goalParams struct {
		GoalOpened, GoalClicked, GoalSegment string
		GoalSame                             string
		GoalDid                              []string
	}
	untilParams struct {
		UntilOpened, UntilClicked, UntilSegment string
		UntilSame                               string
		UntilDid                                []string
	}
	wayParams struct {
		WayOpened, WayClicked, WaySegment string
		WaySame                           string
		WayDid                            []string
	}
)

func goalOf(j *journey.Journey) goalParams {
	c := j.Goal
	return goalParams{j.CampaignOf(c.Opened), j.CampaignOf(c.Clicked), c.In, c.Same, c.Did}
}

func untilOf(j *journey.Journey, c journey.Condition) untilParams {
	return untilParams{j.CampaignOf(c.Opened), j.CampaignOf(c.Clicked), c.In, c.Same, c.Did}
}

func wayOf(j *journey.Journey, c journey.Condition) wayParams {
	return wayParams{j.CampaignOf(c.Opened), j.CampaignOf(c.Clicked), c.In, c.Same, c.Did}
}
