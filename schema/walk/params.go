package walk

import (
	"time"

	"regulars"
	"regulars/config/journey"
)

// journeyParams name a journey, or a replay of it.
type journeyParams struct{ Brand, Walk, Journey string }

type nightParams struct {
	journeyParams
	Date regulars.BusinessDate
	Now  time.Time
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

type handParams struct {
	journeyParams
	Member  uint64
	To, Why string
	Date    regulars.BusinessDate
	By      string
	Note    string
	Now     time.Time
	Version uint64
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
}

// partParams are those of who is taken out of any version.
type partParams struct {
	nightParams
	Version uint64
}

// standingParams are those of standing.sql beyond the night's.
type standingParams struct {
	Run        uint64 // of this advance
	Horizon    uint32 // days back of what members did
	AsksBought bool
	Campaigns  []string // whose answers are asked for
	Events     []string // that are asked for
}

type leaveParams struct {
	moveParams
	standingParams
	goalParams
	HasGoal     bool
	Purpose     string
	Channels    []string
	Stay, Leave string
	Longest     uint32
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
	Step, Why, Sends, Wait string
	Days, AtMost           uint32
	To                     []string
	Upto                   []float64
}

type migrateParams struct {
	moveParams
	Step, To string
}

// The parameters of the three conditions that statements ask.
type (
	goalParams struct {
		GoalBought                           bool
		GoalOpened, GoalClicked, GoalSegment string
		GoalDid                              []string
	}
	untilParams struct {
		UntilBought                             bool
		UntilOpened, UntilClicked, UntilSegment string
		UntilDid                                []string
	}
	wayParams struct {
		WayBought                         bool
		WayOpened, WayClicked, WaySegment string
		WayDid                            []string
	}
)

func goalOf(j *journey.Journey) goalParams {
	c := j.Goal
	return goalParams{c.Bought, j.CampaignOf(c.Opened), j.CampaignOf(c.Clicked), c.In, c.Did}
}

func untilOf(j *journey.Journey, c journey.Condition) untilParams {
	return untilParams{c.Bought, j.CampaignOf(c.Opened), j.CampaignOf(c.Clicked), c.In, c.Did}
}

func wayOf(j *journey.Journey, c journey.Condition) wayParams {
	return wayParams{c.Bought, j.CampaignOf(c.Opened), j.CampaignOf(c.Clicked), c.In, c.Did}
}
