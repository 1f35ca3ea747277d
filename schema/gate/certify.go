package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/present/cause"
	"regulars/schema"
	"regulars/schema/ledger"
)

// Certificate is the proof of a night: that everything came, and that every
// member of every audience has exactly one outcome. It holds what was certified,
// not what stands in ClickHouse by now.
type Certificate struct {
	Brand     string
	Date      regulars.BusinessDate
	Whole     bool
	Reasons   []string      // why it is not whole, one sentence each
	Causes    []cause.Cause // of each of the reasons; none in certificates of an earlier release
	Shops     []ShopLine
	Stores    []StoreLine // each shop as a whole; empty in certificates before 0.1.0
	Campaigns []CampaignLine
	Missed    *Missed // nil: the date before had a night, or numbers of its own
	Kept      []Kept  // what stands on a small first history
	At        time.Time
}

// ShopLine is a line of the gate as it was certified. Its JSON is stored.
type ShopLine struct {
	Shop      string  `json:"shop"`
	Entity    string  `json:"entity"`
	Platform  *uint64 `json:"platform,omitempty"` // nil: the platform can't count
	Received  uint64  `json:"received"`
	Stored    uint64  `json:"stored"`
	Rejected  uint64  `json:"rejected"`
	OK        bool    `json:"ok"`
	Unmapped  uint64  `json:"unmapped,omitempty"`  // orders with a status word that nobody mapped
	Words     string  `json:"words,omitempty"`     // those words, each with its number of orders
	Unchanged bool    `json:"unchanged,omitempty"` // files as an earlier load left them
	Files     *Files  `json:"files,omitempty"`     // of a feed; nil in certificates of before
}

// Files says where the rows of a feed's files went: Rows = Used + Rejected + LeftOut.
type Files struct {
	Rows     uint64   `json:"rows"`
	Used     uint64   `json:"used"`
	Rejected uint64   `json:"rejected"`
	LeftOut  uint64   `json:"left_out"`
	Blank    uint64   `json:"blank"`
	Totals   uint64   `json:"totals"`
	Taken    []string `json:"taken"` // how they were read, as far as it was found out
}

// CampaignLine is the books of a campaign as they were certified. Its JSON is
// stored.
type CampaignLine struct {
	Campaign string `json:"campaign"`
	State    string `json:"state"`
	Planned  uint64 `json:"planned"`
	Sent     uint64 `json:"sent"`
	Failed   uint64 `json:"failed"`
	Unknown  uint64 `json:"unknown"`
	Excluded uint64 `json:"excluded"`
	Held     uint64 `json:"held"`   // held back, or still to come
	Closed   bool   `json:"closed"` // every planned member has an outcome
}

// nightParams name a brand's night.
type nightParams struct {
	Brand string
	Date  regulars.BusinessDate
}

var (
	publishedOn       = schema.NewScript[nightParams]("gate", files, "published.sql")
	newestCertificate = schema.NewScript[nightParams]("gate", files, "certificate.sql")
	reconciliation    = schema.NewScript[nightParams]("gate", files, "reconciliation.sql")
)

// Certify makes a night's certificate of what stands in ClickHouse at this
// moment, and records it; the newest one of a date holds.
func Certify(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, at time.Time) (Certificate, error) {
	lines, err := Reconciliation(ctx, db, brand, date)
	if err != nil {
		return Certificate{}, err
	}
	books, err := ledger.AllBooks(ctx, db, brand, date)
	if err != nil {
		return Certificate{}, err
	}
	stores, err := Stores(ctx, db, brand, date)
	if err != nil {
		return Certificate{}, err
	}
	disk, err := OnDisk(ctx, db, brand)
	if err != nil {
		return Certificate{}, err
	}
	var published, follows bool
	if err := publishedOn.Row(ctx, db, nightParams{brand, date}, &published, &follows); err != nil {
		return Certificate{}, err
	}
	missed, err := readMissed(ctx, db, brand, date)
	if err != nil {
		return Certificate{}, err
	}
	kept, err := readKept(ctx, db, brand, date)
	if err != nil {
		return Certificate{}, err
	}
	c := Certificate{
		Brand: brand, Date: date, At: at, Kept: kept, Causes: causes(lines, books, published, follows),
		Shops: shopLines(lines), Stores: append([]StoreLine{}, stores...), Campaigns: campaignLines(books), Missed: missed,
	}
	c.Causes = append(append(c.Causes, storeCauses(stores)...), disk...)
	c.Reasons = cause.Sentences(cause.English, c.Causes, make([]string, len(c.Causes)))
	c.Whole = len(c.Causes) == 0
	return c, putCertificate(ctx, db, c)
}

// ReadCertificate reads a night's certificate; it returns schema.ErrNoRows
// when the night has none.
func ReadCertificate(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (Certificate, error) {
	c := Certificate{Brand: brand, Date: date}
	var shops, stores, campaigns, missed, kept, causes string
	if err := newestCertificate.Row(ctx, db, nightParams{brand, date}, &c.Whole, &c.Reasons, &shops, &stores, &campaigns, &missed, &kept, &causes, &c.At); err != nil {
		return c, err
	}
	var err error
	if causes != "" {
		err = json.Unmarshal([]byte(causes), &c.Causes)
	}
	stored, failed := readStores(stores)
	c.Stores, err = stored, errors.Join(err, failed)
	if missed != "" {
		err = errors.Join(err, json.Unmarshal([]byte(missed), &c.Missed))
	}
	if kept != "" {
		err = errors.Join(err, json.Unmarshal([]byte(kept), &c.Kept))
	}
	if err := errors.Join(err, json.Unmarshal([]byte(shops), &c.Shops), json.Unmarshal([]byte(campaigns), &c.Campaigns)); err != nil {
		return c, fmt.Errorf("the stored certificate of %s: %w", date, err)
	}
	return c, nil
}

func putCertificate(ctx context.Context, db *schema.DB, c Certificate) error {
	var texts [6]string
	for i, part := range []any{c.Shops, c.Stores, c.Campaigns, c.Missed, c.Kept, append([]cause.Cause{}, c.Causes...)} {
		text, err := json.Marshal(part)
		if err != nil {
			return fmt.Errorf("record the certificate of %s: %w", c.Date, err)
		}
		texts[i] = string(text)
	}
	err := db.Conn().Exec(ctx, "INSERT INTO certificates (brand, date, whole, reasons, shops, stores, campaigns, missed, kept, causes, at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		c.Brand, c.Date.Time(), c.Whole, c.Reasons, texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], c.At.UTC(), uint64(c.At.UnixNano()))
	if err != nil {
		return fmt.Errorf("record the certificate of %s: %w", c.Date, schema.Redact(err))
	}
	return nil
}

// shopLines and campaignLines are empty rather than nil, which JSON would tell apart.
func shopLines(lines []Reconciled) []ShopLine {
	certified := make([]ShopLine, len(lines))
	for i, l := range lines {
		certified[i] = ShopLine{
			Shop: l.Shop, Entity: l.Entity, Platform: l.Platform, Received: l.Received, Stored: l.Stored, Rejected: l.Rejected,
			OK: l.OK, Unmapped: l.Unmapped, Words: l.Words, Unchanged: l.Unchanged,
		}
		if l.FileRows > 0 {
			certified[i].Files = &Files{l.FileRows, l.UsedRows, l.RejectedRows, l.LeftOut, l.Blank, l.Totals, l.Taken}
		}
	}
	return certified
}

func campaignLines(books []ledger.CampaignBooks) []CampaignLine {
	certified := make([]CampaignLine, len(books))
	for i, b := range books {
		certified[i] = CampaignLine{
			Campaign: b.Campaign, State: string(b.State), Planned: b.Planned, Sent: b.Sent, Failed: b.Failed, Unknown: b.Unknown,
			Excluded: b.Excluded, Held: b.NotTried(), Closed: b.Gap() == 0,
		}
	}
	return certified
}

func storeCauses(stores []StoreLine) []cause.Cause {
	var found []cause.Cause
	for _, line := range stores {
		if !line.OK {
			found = append(found, line.Why())
		}
	}
	return found
}

func causes(lines []Reconciled, books []ledger.CampaignBooks, published, follows bool) []cause.Cause {
	var found []cause.Cause
	if len(lines) == 0 {
		found = append(found, cause.Cause{Code: cause.NotCompared})
	}
	for _, line := range lines {
		if !line.OK {
			found = append(found, line.Why())
		}
	}
	switch {
	case !published:
		found = append(found, cause.Cause{Code: cause.NotPublished})
	case !follows:
		found = append(found, cause.Cause{Code: cause.NumbersStale})
	}
	for _, b := range books {
		if trouble := b.Trouble(); trouble.Code != "" {
			found = append(found, trouble)
		}
	}
	return found
}
