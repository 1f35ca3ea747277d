package words

import (
	"strings"

	"regulars"
	"regulars/present"
)

// NotRunning are the words of a refusal where nothing runs that could decide.
const NotRunning = "the campaign is not running"

// Text are the words of the pages in one language. A field with % is a format; its
// comment says what goes in. No field may be empty, and both languages have the same keys.
type Text struct {
	Console, Skip, Language, Menu                             string
	SignIn, SignInLead, Name, Password, SignOut, ShowLink     string
	WrongPassword, TooOften, LinkSpent, NobodyMay             string // TooOften: minutes
	Today, Campaigns, Nights, Numbers                         string
	NotFound, NotFoundLead, Broken, BrokenLead                string
	Starting, StartingLead, NotAllowed, NotAllowedLead, Front string
	CrossOrigin                                               string

	DayOf, DayBefore, DayAfter, GoTo, Go          string // DayOf: date
	Whole, NotWhole, NoCertificate, WholeLead     string
	NoCertificateLead, SeeCertificate, ComputedAt string // ComputedAt: time
	WaitsForYou, NothingWaits, Look, People       string // People: how many
	WaitsApproval, IsHeld, FirstSent              string // IsHeld: reason; FirstSent: how many
	HoldsOf, ShowNight                            string
	TheDay, Day, Week, Year, NoNumbers            string
	NotCompared                                   string
	Anomalies, NoAnomalies, Usually, More         string // Usually: value; More: how many
	Ahead, AheadLead, AheadNone, FallAsleep       string
	GetLost, In7, In14, Members                   string
	OfTheDay, NoCampaigns                         string

	Date, Campaign, State, Planned, Sent, Failed, Unknown, LeftOut, Held, By, Open string
	Results, ResultsLead, Opened, Clicked, Bought, Revenue, Cost, Lift             string // ResultsLead: from, to
	Newest, NothingSent, Older                                                     string

	Sending, Equation, Closes, ClosesNot, OpenLead, ByChannel, Channel, NoChannel string // Equation: planned, sent, failed, unknown, left out, held
	WhyLeftOut, WhyFailed, Reason, Log, LogNone, Decided, When, Note, NoteLead    string
	Everything, StillOff, StillOn, Progress                                       string // Progress: done, of
	Decide, Confirm, Back, FirstHow, Approve, ApproveFirst, Hold, Release, Cancel string // ApproveFirst: how many
	StopAll, ResumeAll, StopAllLead, ResumeAllLead, Unreachable                   string // Unreachable: error
	FirstWrong, Refused                                                           string // Refused: words

	NightsLead, NightOf, RejectedRows, RejectedNone, RejectedMore, Record, Raw string // RejectedMore: how many
	Shop, What, LegendWhole, LegendWaits, LegendNot, LegendNone, NoNights      string

	NumbersLead, Metric, Window, Scope, Show, Value, Change, Definition, Source string
	Unit, Better, Scopes, Windows, NoMetric, DidYouMean, NotThere, Days         string // NoMetric: name; DidYouMean: name
	AllMetrics, FileOf                                                          string

	Weekdays  map[string]string // by 1 (Monday) to 7
	States    map[string]string // by standing
	Decisions map[string]string // by decision
	Asks      map[string]string // by decision: what is asked before it
	Dones     map[string]string // by decision: what is said after it
	Reasons   map[string]string // why a member got nothing
	Refusals  map[string]string // words of the workflow, as this language has them
	Betters   map[string]string // by direction

	// Of members, backfills and the setup. A format's comment stands in english.go.

	Stage, RFMClass, Phase, Tier, Forecast, AnswersOn, OfConfig, Tag                                        string
	Product, Category, DueWithin, Matrix, MatrixLead, Conditions, AddConditions, Apply                      string
	Clear, DueStage, WithinDays, NoneChosen, MembersLead, AsOfDate, NotStored, Counted                      string
	ReachedShare, ReachBy, ReachNot, MemberList, FirstMembers, NobodyMeets, Masked, SavedSegments           string
	ComparedAt, ComparedLater, AheadStored                                                                  string // ComparedAt, AheadStored: time
	StoredAt, CountExactly, CountNow, Counting, LookAgain                                                   string // StoredAt: time
	SaveSegment, SegmentName, Save, Remove, SegmentWrong, SaveLead, UseIt, NotASegment                      string
	ExportMembers, ExportLead, AsExcel, AsCSV, ExportNobody, FindMember, FindLead, Find                     string
	FoundNobody, KeyMissing, MemberOf, Known, OrdersOf, OrdersLead, Order, Total                            string
	Goods, Counts, Cancelled, NoPurchase, NthPurchase, StagesOf, Until, Since                               string
	NowIn, EventsOf, Event, Said, MessagesOf, Outcome, Answers, ConsentsOf                                  string
	Purpose, Granted, RefusedConsent, SourceOf, AdviceOf, Why, Together, Popular                            string
	OnePerson, OnePersonLead, Identifier, FirstSeen, LastSeen, Records, TogetherWith, Joins                 string
	JoinsNot, NothingKnown, OptOut, Erase, EraseTyped, EraseMistyped, Erased, ErasedNot                     string
	NoteNoName, WhatWasDone, DoneWhat, NothingDone, Work, Backfill, BackfillLead, FromDate                  string
	ToDate, EstimateIt, Estimated, EstimateUnknown, DatesWrong, Backfills, NoBackfills, DaysDone            string
	LeftTime, Started, Took, PausedWord, RunsWord, DoneWord, FailedWord, CancelledWord                      string
	NightAgain, NightAgainLead, WithCampaigns, RunNight, Schedule, NextNights, ScheduleRuns, SchedulePaused string
	ScheduleNone, PauseSchedule, ResumeSchedule, Pause, Resume, StartBackfill, Setup, Workers               string
	WorkersNone, ConfigFile, ConfigOther, ConfigRefused, ShopsTitle, LoadedTo, Lag, LastPull                string
	LastSweep, Never, FailedPull, Entity, Check, CheckLead, CheckNow, CheckFine                             string
	CheckWarns, CheckBad, ResultsAsOf, LastBought, Purchases, NextStage, WhatItSays                         string

	Phases       map[string]string // by phase
	Tiers        map[string]string // by tier
	Tags         map[string]string // by tag that a night gives
	EventTypes   map[string]string // by type
	Purposes     map[string]string // by purpose of a message
	Forecasts    map[string]string // by prediction
	ChannelNames map[string]string // by channel
	Entities     map[string]string // by kind of record of a shop
	Kinds        map[string]string // by kind of identifier
	Deliveries   map[string]string // by state of a delivery
	Responses    map[string]string // by type of answer
	Deeds        map[string]string // by action

	UndoLink, JoinAgain, Undone, OtherMember                                         string
	IssuerSignIn, IssuerAway, IssuerWrong, IssuerNoGroup, IssuerRefused, IssuerOften string

	WriteCampaigns string

	Notices, NoticesLead, NoticesNone, NoticesOff string
	SendTest, NoticeTo, NoticeAbout, NoticeBy     string
	NoticeSent, NoticeFailed, Comma               string // NoticeFailed: tries
	NoticeKinds                                   map[string]string
	NoticeWays                                    map[string]string

	Journeys JourneyText
}

// Of returns the words of a language.
func Of(names *present.Names) *Text {
	if names.Lang == present.Chinese.Lang {
		return &chinese
	}
	return &english
}

// Weekday names the day of the week of a date.
func (t *Text) Weekday(day regulars.BusinessDate) string {
	number := int(day.Time().Weekday()+6)%7 + 1
	return t.Weekdays[string(rune('0'+number))]
}

// StateName names where a campaign stands.
func (t *Text) StateName(state string) string { return wordOr(t.States, state) }

// DecisionName names a decision.
func (t *Text) DecisionName(decision string) string { return wordOr(t.Decisions, decision) }

// ReasonName says why a member got nothing; a code without words reads as it is.
func (t *Text) ReasonName(reason string) string {
	return strings.ReplaceAll(wordOr(t.Reasons, reason), "_", " ")
}

// Refusal says in this language what a workflow refused.
func (t *Text) Refusal(words string) string { return wordOr(t.Refusals, words) }

func wordOr(words map[string]string, key string) string {
	if word, known := words[key]; known {
		return word
	}
	return key
}
