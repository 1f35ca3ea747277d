package workflows

import (
	"fmt"

	"regulars"
)

// Names of the workflows as Temporal knows them. Renaming one is a migration,
// not a refactoring: histories that are open hold the old name.
const (
	NightlyTriggerName = "NightlyTrigger"
	NightlyName        = "Nightly"
	PullName           = "Pull"
	MeasureName        = "Measure"
	CampaignName       = "Campaign"
	BackfillName       = "Backfill"
)

// Queries and updates that the workflows answer.
const (
	ProgressQuery = "progress" // NightProgress, PullProgress, MeasureProgress, CampaignProgress or BackfillProgress
	PauseUpdate   = "pause"    // Backfill
	ResumeUpdate  = "resume"   // Backfill
	ApproveUpdate = "approve"  // Campaign
	HoldUpdate    = "hold"     // Campaign
	ReleaseUpdate = "release"  // Campaign: goes on after hold
	CancelUpdate  = "cancel"   // Campaign
)

// Signals by which the workflows talk to each other.
const (
	pulledSignal   = "pulled"   // Pull to its parent: PullProgress
	measureSignal  = "measure"  // Measure to its parent: MeasureProgress
	campaignSignal = "campaign" // Campaign to its parent: CampaignProgress
	gateSignal     = "gate"     // Nightly to Campaign: why it is held; empty: go on
)

// NightlyInput asks for one night.
type NightlyInput struct {
	Brand       string
	Date        regulars.BusinessDate
	NoCampaigns bool // compute only
	Past        bool // send although the day after the business date is over
}

// NightResult is what a whole night gives.
type NightResult struct {
	Generation  uint64
	From, To    regulars.BusinessDate // what was published, restated dates included
	Certificate string                // Markdown
	Report      Report
}

// NightlyID is the workflow id of a night.
func NightlyID(brand string, date regulars.BusinessDate) string {
	return fmt.Sprintf("nightly/%s/%s", brand, date)
}

// TriggerInput is what the schedule starts with; the business date comes from
// the schedule's nominal time in the brand's zone.
type TriggerInput struct {
	Brand    string
	Timezone string
}

// TriggerID is the workflow id that the schedule gives its trigger; Temporal
// appends the nominal time.
func TriggerID(brand string) string { return "trigger/" + brand }

// ScheduleID is the id of a brand's schedule.
func ScheduleID(brand string) string { return "nightly/" + brand }

// PullInput asks to bring one shop's changes in.
type PullInput struct {
	Brand string
	Shop  string
}

// PullID is the workflow id of the one puller that a shop may have.
func PullID(brand, shop string) string { return fmt.Sprintf("pull/%s/%s", brand, shop) }

// MeasureInput asks for the numbers of the dates From..To. With Restate the
// past dates that changed orders touch are measured too.
type MeasureInput struct {
	Brand   string
	From    regulars.BusinessDate
	To      regulars.BusinessDate
	Restate bool

	DeriveTo regulars.BusinessDate // how far cycles and stages must be known; empty: To
	Derived  bool                  // members and stages are up to date already
}

// MeasureID is the workflow id of the one measuring that a brand may have at a
// time.
func MeasureID(brand string) string { return "measure/" + brand }

// CampaignInput asks to deliver one campaign's plan of one business date.
type CampaignInput struct {
	Brand    string
	Campaign string
	Date     regulars.BusinessDate
	Gate     string // why it is planned and not sent; empty: nothing is wrong
	Past     bool   // send although the day after the business date is over

	Resume *CampaignState // set when a long run continues as a new one
}

// CampaignID is the workflow id of a campaign's run.
func CampaignID(brand, campaign string, date regulars.BusinessDate) string {
	return fmt.Sprintf("campaign/%s/%s/%s", brand, campaign, date)
}

// BackfillInput asks to recompute past dates. Campaigns are sent only when
// asked for.
type BackfillInput struct {
	Brand     string
	From      regulars.BusinessDate
	To        regulars.BusinessDate
	Campaigns bool

	Resume *BackfillState // set when a long run continues as a new one
}

// BackfillID is the workflow id of a backfill.
func BackfillID(brand string, from, to regulars.BusinessDate) string {
	return fmt.Sprintf("backfill/%s/%s..%s", brand, from, to)
}

// NightProgress is what a night answers to ProgressQuery.
type NightProgress struct {
	Step  string // the step under way: pull, reconcile, resolve, measure, address, certify, report, done
	Waits string // what it waits for, if anything
	Shops map[string]ShopProgress

	Campaigns map[string]CampaignProgress
	Troubles  []string // why the night will not be green, one sentence each
	Report    Report
}

// Report is what people read of a night. Without it the night is as green as
// with it: the numbers and the books are what they are.
type Report struct {
	Path    string // of the file, on the worker's machine
	Trouble string // why there is none, and what to do
}

// ShopProgress is how far the pull of one shop is.
type ShopProgress struct {
	State    string // waiting, pulling, done, failed
	Reason   string // why it failed, and what to do
	Received int64
	Stored   int64
	Rejected int64

	Unchanged bool // done, and its files are as an earlier night left them
}

// BackfillProgress is what a backfill answers to ProgressQuery.
type BackfillProgress struct {
	From, To  regulars.BusinessDate
	DoneTo    regulars.BusinessDate // empty: none yet
	Days      int
	DaysDone  int
	Paused    bool
	Step      string
	Remaining int64 // estimate, seconds; -1 unknown

	Waits     string // what it waits for, if anything
	Shops     map[string]ShopProgress
	Campaigns map[string]CampaignProgress // of the date under way
	Troubles  []string
}

// PullProgress is what a pull answers to ProgressQuery.
type PullProgress struct {
	Shop     string
	Step     string // the entity under way
	Received int64  // distinct records of the parts that are done
	Stored   int64
	Rejected int64
}

// MeasureProgress is what a measuring answers to ProgressQuery.
type MeasureProgress struct {
	Step string // derive, fit, compute, publish or done
}

// States of a campaign.
const (
	CampaignPlanning  = "planning"
	CampaignWaiting   = "waiting"  // for its send_at
	CampaignApproval  = "approval" // for a person to approve
	CampaignHeld      = "held"     // until a person, or a better night, releases it
	CampaignSending   = "sending"
	CampaignDone      = "done"
	CampaignCancelled = "cancelled"
	CampaignFailed    = "failed"
)

// CampaignProgress is what a campaign answers to ProgressQuery.
type CampaignProgress struct {
	Campaign string
	State    string
	Waits    string // for what, and who ends the wait
	Books    Books
}

// Books are the sums of a campaign: Planned = Sent + Failed + Unknown +
// Excluded + Held when they close. Held are those not tried yet.
type Books struct {
	Planned, Sent, Failed, Unknown, Excluded, Held int64
}
