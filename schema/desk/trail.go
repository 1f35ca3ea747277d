package desk

import (
	"context"
	"fmt"
	"time"

	"regulars/schema"
)

// Actions, as console_actions holds them.
const (
	Export         = "export"
	OptOut         = "opt_out"
	Erase          = "erase"
	SegmentSave    = "segment_save"
	SegmentRemove  = "segment_remove"
	BackfillStart  = "backfill_start"
	BackfillPause  = "backfill_pause"
	BackfillResume = "backfill_resume"
	BackfillCancel = "backfill_cancel"
	NightRun       = "night_run"
	SchedulePause  = "schedule_pause"
	ScheduleResume = "schedule_resume"
	NotifyTest     = "notify_test"
	CampaignSave   = "campaign_save"
	CampaignRemove = "campaign_remove"
	CampaignYes    = "campaign_approved"
	CampaignNo     = "campaign_rejected"
	CampaignTest   = "campaign_test"
	Split          = "split"
	Join           = "join"
	JourneyPause   = "journey_pause"
	JourneyResume  = "journey_resume"
	JourneyEnd     = "journey_end"
	JourneyMove    = "journey_move"
	JourneyRemove  = "journey_remove"
	JourneySave    = "journey_save"
	JourneyYes     = "journey_approved"
	JourneyNo      = "journey_rejected"
	JourneyDrop    = "journey_drop"
)

// OfJourneys are the actions about journeys; Deed.What names the journey, and behind it where a
// member was moved to, or which version it is about.
var OfJourneys = []string{JourneyPause, JourneyResume, JourneyEnd, JourneyMove, JourneyRemove, JourneySave, JourneyYes, JourneyNo, JourneyDrop}

// Deed is what somebody did.
type Deed struct {
	Brand   string    `ch:"brand"`
	At      time.Time `ch:"at"`
	Action  string    `ch:"action"` // one of the constants
	By      string    `ch:"by"`
	Member  uint64    `ch:"member_id"` // 0: no member in particular
	What    string    `ch:"what"`      // such as dates, or conditions
	Note    string    `ch:"note"`
	Members uint64    `ch:"members"` // of an export: how many
}

// Record keeps a deed. Recording the same again changes nothing.
func Record(ctx context.Context, db *schema.DB, d Deed) error {
	batch, err := db.PrepareBatch(ctx, "INSERT INTO console_actions (brand, at, action, by, member_id, what, note, members)")
	if err != nil {
		return fmt.Errorf("record what somebody did: %w", schema.Redact(err))
	}
	if err := batch.Append(d.Brand, d.At.UTC(), d.Action, d.By, d.Member, d.What, d.Note, d.Members); err != nil {
		return fmt.Errorf("record what somebody did: %w", err)
	}
	return schema.Redact(batch.Send())
}

const selectDeeds = "SELECT toString(brand) AS brand, at, toString(action) AS action, by, member_id, what, note, members FROM console_actions FINAL WHERE brand = ?"

// Newest returns the newest deeds of a brand, at most limit.
func Newest(ctx context.Context, db *schema.DB, brand string, limit int) ([]Deed, error) {
	var all []Deed
	err := db.Conn().Select(ctx, &all, selectDeeds+" ORDER BY at DESC LIMIT ?", brand, limit)
	return all, schema.Redact(err)
}

// OfJourney returns what was done about a journey, the newest first.
func OfJourney(ctx context.Context, db *schema.DB, brand, journey string, limit int) ([]Deed, error) {
	var all []Deed
	err := db.Conn().Select(ctx, &all, selectDeeds+" AND action IN ? AND splitByChar(' ', what)[1] = ? ORDER BY at DESC LIMIT ?", brand, OfJourneys, journey, limit)
	return all, schema.Redact(err)
}

// OfMember returns what was done about a member, under any id of theirs, the newest first.
func OfMember(ctx context.Context, db *schema.DB, brand string, ids []uint64, limit int) ([]Deed, error) {
	var all []Deed
	err := db.Conn().Select(ctx, &all, selectDeeds+" AND member_id IN ? ORDER BY at DESC LIMIT ?", brand, ids, limit)
	return all, schema.Redact(err)
}
