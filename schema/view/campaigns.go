package view

import (
	"context"
	"time"

	"regulars"
	"regulars/present/cause"
	"regulars/schema"
)

// DeliveryLine is how many members of a campaign are in one state.
type DeliveryLine struct {
	Campaign string `ch:"campaign"`
	Channel  string `ch:"channel"` // empty where none can reach the member
	State    string `ch:"state"`
	Reason   string `ch:"reason"`
	Members  uint64 `ch:"members"`
}

// Deliveries sums up what became of every campaign of a date.
func Deliveries(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]DeliveryLine, error) {
	var lines []DeliveryLine
	err := deliveries.Select(ctx, db, &lines, dateParams{brand, date})
	return lines, err
}

// CampaignRow is one campaign of one date in a list.
type CampaignRow struct {
	Campaign string    `ch:"campaign"`
	Date     time.Time `ch:"date"`
	State    string    `ch:"state"`
	Reason   string    `ch:"reason"`
	By       string    `ch:"by"`
	Planned  uint64    `ch:"planned"`
	Sent     uint64    `ch:"sent"`
	Failed   uint64    `ch:"failed"`
	Unknown  uint64    `ch:"unknown"`
	Excluded uint64    `ch:"excluded"`
	Held     uint64    `ch:"held"`
	Open     int64     `ch:"open"`
}

// Waits reports whether members are left whom somebody or something may still reach.
func (r CampaignRow) Waits() bool {
	return r.Open+int64(r.Held) > 0 && r.State != "done" && r.State != "cancelled"
}

// Campaigns lists the newest campaign runs of a brand, at most limit, and all older ones
// that wait.
func Campaigns(ctx context.Context, db *schema.DB, brand string, limit int) ([]CampaignRow, error) {
	var rows []CampaignRow
	err := newestCampaigns.Select(ctx, db, &rows, newestParams{brand, limit})
	return rows, err
}

// Hold is one reason why a night's gate stayed shut.
type Hold struct {
	Date   time.Time `ch:"date"`
	Shop   string    `ch:"shop"`
	Entity string    `ch:"entity"`
	Reason string    `ch:"reason"`

	Cause cause.Cause `ch:"cause"` // of Reason; of gates of an earlier release there is none
}

// Why says the reason in a language as HTML names it.
func (h Hold) Why(lang string) string {
	if h.Cause.Code == "" {
		return h.Reason
	}
	return h.Cause.Text(lang)
}

// Holds lists what the gates of the last two weeks of nights found when they were
// decided last.
func Holds(ctx context.Context, db *schema.DB, brand string, limit int) ([]Hold, error) {
	var rows []Hold
	err := newestHolds.Select(ctx, db, &rows, newestParams{brand, limit})
	return rows, err
}

// CertificateRow is a night's certificate in a list.
type CertificateRow struct {
	Date    time.Time `ch:"date"`
	Whole   bool      `ch:"whole"`
	Reasons []string  `ch:"reasons"`
}

// Certificates lists the certificates of the newest nights.
func Certificates(ctx context.Context, db *schema.DB, brand string, limit int) ([]CertificateRow, error) {
	var rows []CertificateRow
	err := newestCertificates.Select(ctx, db, &rows, newestParams{brand, limit})
	return rows, err
}
