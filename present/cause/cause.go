package cause

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Code names what is wrong.
type Code string

// Of one kind of record of a shop, in a night's gate.
const (
	PullOpen      Code = "pull_open"      // the pull did not end
	PullFailed    Code = "pull_failed"    // Says is what was answered
	NotPulled     Code = "not_pulled"     // nothing was asked for
	HoursAvoided  Code = "hours_avoided"  // Says until when the shop is left alone, Words since when its changes are missing
	RequestsSpent Code = "requests_spent" // Came in its day; Says and Words as well
	FirstPull     Code = "_first"         // behind these two: the shop was never whole, and no Words are there
	FilesUneven   Code = "files_uneven"   // Rows = Used + Rejected + LeftOut doesn't hold
	StoredDiffers Code = "stored_differs" // Came, Stored
	CountDiffers  Code = "count_differs"  // Platform to PlatformMost, Came
	Rejected      Code = "rejected"       // Rejected next to Came, more than Share
	Unmapped      Code = "unmapped"       // Unmapped of Came, Words
	RejectedToo   Code = "rejected_too"   // both
)

// Of a shop as a whole, and of the disk.
const (
	TotalDiffers  Code = "total_differs"  // Platform, Stored
	ShopDiffers   Code = "shop_differs"   // Says what, of before there were codes
	SweepOpen     Code = "sweep_open"     // Open records differ after a sweep
	PartitionLost Code = "partition_lost" // Stored where there were Expected
	PartsDetached Code = "parts_detached" // Parts of Table, Says why
)

// Of a night's numbers and campaigns.
const (
	NotCompared  Code = "not_compared"  // only a night compares the shops
	NotPublished Code = "not_published" // the date has no numbers
	NumbersStale Code = "numbers_stale" // the numbers are older than what was pulled
	PlanMissing  Code = "plan_missing"  // of Campaign
	PlanRefused  Code = "plan_refused"  // of Campaign: Says why
	PlanLost     Code = "plan_lost"     // of Campaign: Stored of Expected deliveries
	BooksOpen    Code = "books_open"    // of Campaign: Open of Planned have no outcome
)

// Why a campaign is held.
const (
	NightNotWhole Code = "night_not_whole" // Says is what its gate found
	DatePast      Code = "date_past"
	FailureRate   Code = "failure_rate"   // Failed of Came
	ComplaintRate Code = "complaint_rate" // Failed of Came were reported as spam
	HeldBy        Code = "held_by"        // By, without a note
	HeldByNote    Code = "held_by_note"   // By, and Says is the note
	Restored      Code = "restored"       // from a backup of Says
	SegmentGone   Code = "segment_gone"   // Segment
)

// Of one kind of record of a shop as a whole: what was compared this time. What a platform
// can't tell of it is a code as well, prefixed by Unseen.
const (
	NotCounted    Code = "not_counted"
	SpansCompared Code = "spans_compared"
	TotalCompared Code = "total_compared"
	HiddenAsked   Code = "hidden_asked" // Came of Open
	TotalUnsure   Code = "total_unsure" // Open
	MonthsSwept   Code = "months_swept"
	AllSwept      Code = "all_swept"

	Unseen = "unseen_" // before platform.Unseen
)

// Known reports whether the code has words.
func Known(code Code) bool { return englishWords.texts[code] != "" }

// Cause is a code and its parameters; which ones a code has stands next to it.
type Cause struct {
	Code Code `json:"code"`

	Shop     string `json:"shop,omitempty"`
	Entity   string `json:"entity,omitempty"` // empty: the whole shop
	Campaign string `json:"campaign,omitempty"`
	Table    string `json:"table,omitempty"`
	Segment  string `json:"segment,omitempty"`
	By       string `json:"by,omitempty"`
	Words    string `json:"words,omitempty"`
	Says     string `json:"says,omitempty"` // what another said, in its own words

	Platform     uint64  `json:"platform,omitempty"`
	PlatformMost uint64  `json:"platform_most,omitempty"` // where the platform's count moved meanwhile
	Came         uint64  `json:"came,omitempty"`
	Stored       uint64  `json:"stored,omitempty"`
	Rejected     uint64  `json:"rejected,omitempty"`
	Unmapped     uint64  `json:"unmapped,omitempty"`
	Rows         uint64  `json:"rows,omitempty"`
	Used         uint64  `json:"used,omitempty"`
	LeftOut      uint64  `json:"left_out,omitempty"`
	Expected     uint64  `json:"expected,omitempty"`
	Open         uint64  `json:"open,omitempty"`
	Planned      uint64  `json:"planned,omitempty"`
	Parts        uint64  `json:"parts,omitempty"`
	Failed       uint64  `json:"failed,omitempty"`
	Share        float64 `json:"share,omitempty"`
}

// language is what one language says.
type language struct {
	texts                         map[Code]string
	shop, entity, whole, campaign string // the places, before the text
	rangeOf                       string // two counts
	next                          string // between two texts
}

// wordsIn returns the words of a language as HTML names it; English where it isn't known.
func wordsIn(lang string) *language {
	if lang == chinese {
		return &chineseWords
	}
	return &englishWords
}

// Text says what is wrong and what to do, without the place, in a language as HTML names
// it; English where that isn't known.
func (c Cause) Text(lang string) string {
	w := wordsIn(lang)
	text, known := w.texts[c.Code]
	if !known {
		return c.Says
	}
	return c.fill(text, w)
}

// Sentence is the text with its place before it.
func (c Cause) Sentence(lang string) string {
	w := wordsIn(lang)
	return c.fill(c.place(w), w) + c.Text(lang)
}

func (c Cause) place(w *language) string {
	switch {
	case c.Campaign != "":
		return w.campaign
	case c.Shop == "":
		return ""
	case c.Code == TotalDiffers || c.Code == SweepOpen || c.Code == ShopDiffers:
		return w.whole
	case c.Entity == "":
		return w.shop
	}
	return w.entity
}

// fill puts the parameters into a text.
func (c Cause) fill(text string, w *language) string {
	if !strings.Contains(text, "{") {
		return text
	}
	platform := count(c.Platform)
	if c.PlatformMost > c.Platform {
		platform = fmt.Sprintf(w.rangeOf, c.Platform, c.PlatformMost)
	}
	return strings.NewReplacer(
		"{shop}", c.Shop, "{entity}", c.Entity, "{campaign}", c.Campaign, "{table}", c.Table, "{segment}", c.Segment,
		"{by}", c.By, "{words}", c.Words, "{says}", c.Says,
		"{platform}", platform, "{came}", count(c.Came), "{stored}", count(c.Stored), "{rejected}", count(c.Rejected), "{unmapped}", count(c.Unmapped),
		"{rows}", count(c.Rows), "{used}", count(c.Used), "{left_out}", count(c.LeftOut), "{expected}", count(c.Expected), "{open}", count(c.Open),
		"{planned}", count(c.Planned), "{parts}", count(c.Parts), "{failed}", count(c.Failed), "{share}", fmt.Sprintf("%g", c.Share),
	).Replace(text)
}

func count(n uint64) string { return strconv.FormatUint(n, 10) }

// Sentences are those of several causes. Where what was stored is older than the codes,
// its own sentences stay.
func Sentences(lang string, causes []Cause, stored []string) []string {
	if len(causes) != len(stored) {
		return stored
	}
	all := make([]string, len(causes))
	for i, c := range causes {
		all[i] = c.Sentence(lang)
	}
	return all
}

// Texts are those of several causes, one after the other, without their places.
func Texts(lang string, causes []Cause) string {
	texts := make([]string, len(causes))
	for i, c := range causes {
		texts[i] = c.Text(lang)
	}
	return strings.Join(texts, wordsIn(lang).next)
}

// String is a cause as it is stored; empty where there is none.
func (c Cause) String() string {
	if c.Code == "" {
		return ""
	}
	text, err := json.Marshal(c)
	if err != nil {
		return "" // there is nothing in it that JSON can't write
	}
	return string(text)
}

// Parse reads what String wrote; the zero cause where there is none.
func Parse(text string) (c Cause, err error) {
	if text == "" {
		return Cause{}, nil
	}
	err = json.Unmarshal([]byte(text), &c)
	return c, err
}

// Scan reads a column that holds a cause.
func (c *Cause) Scan(from any) (err error) {
	text, is := from.(string)
	if !is {
		return fmt.Errorf("a cause is stored as text, not as %T", from)
	}
	*c, err = Parse(text)
	return err
}
