package view

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/schema"
)

// Segment selects members of a date. Every kind of condition that is given must
// hold; of several values of one kind any, of tags all.
type Segment struct {
	Stages, Classes, AIPL, Phases, Tiers, Tags []string
	RScores, FScores, MScores                  []string
	Top                                        uint64 // 0: everyone
	TopBy                                      string // one of SegmentTops
}

// segmentKinds are the words before the colon, with what may follow; an empty
// list allows any text.
var segmentKinds = map[string][]string{
	"stage": words(regulars.Stages),
	"rfm":   words(regulars.Classes),
	"aipl":  words(regulars.AIPLStages),
	"phase": words(regulars.LifePhases),
	"tier":  words(regulars.ValueTiers),
	"tag":   nil,
	"r":     scores,
	"f":     scores,
	"m":     scores,
}

var scores = []string{"1", "2", "3", "4", "5"}

func words[T ~string](nouns []T) []string {
	texts := make([]string, len(nouns))
	for i, n := range nouns {
		texts[i] = string(n)
	}
	return texts
}

// SegmentTops are what the best of a segment may be chosen by.
var SegmentTops = []string{"expected_14d", "clv_365d", "p_alive", "revenue"}

// ParseSegment reads conditions such as stage:sleep, rfm:vip, r:5/f:1, aipl:L,
// phase:growing, tier:high, tag:birthday_month or top:500:expected_14d. It returns
// an error that lists what there is for a kind or a value that there isn't.
func ParseSegment(conditions []string) (Segment, error) {
	var s Segment
	for _, condition := range conditions {
		if err := s.add(condition); err != nil {
			return Segment{}, err
		}
	}
	return s, nil
}

func (s *Segment) add(condition string) error {
	if rest, isTop := strings.CutPrefix(condition, "top:"); isTop {
		return s.addTop(condition, rest)
	}
	for part := range strings.SplitSeq(condition, "/") {
		kind, value, _ := strings.Cut(part, ":")
		allowed, known := segmentKinds[kind]
		switch {
		case !known:
			return fmt.Errorf("segment %q is not known: use stage:, rfm:, r: f: m: (also r:5/f:1), aipl:, phase:, tier:, tag: or top:N:expected_14d", condition)
		case value == "" || len(allowed) > 0 && !slices.Contains(allowed, value):
			return fmt.Errorf("segment %q has no such value: %s takes %s", condition, kind, cmp.Or(strings.Join(allowed, ", "), "a name"))
		}
		values := s.values(kind)
		if kind == "rfm" {
			value = regulars.Class(value).Stored()
		}
		*values = append(*values, value)
	}
	return nil
}

func (s *Segment) addTop(condition, rest string) error {
	number, by, _ := strings.Cut(rest, ":")
	n, err := strconv.ParseUint(number, 10, 32)
	if err != nil || n == 0 || !slices.Contains(SegmentTops, by) {
		return fmt.Errorf("segment %q can't be read: write top:N:%s, with a number above 0", condition, strings.Join(SegmentTops, "|"))
	}
	if s.Top > 0 {
		return fmt.Errorf("segment %q is a second top: give one", condition)
	}
	s.Top, s.TopBy = n, by
	return nil
}

func (s *Segment) values(kind string) *[]string {
	return map[string]*[]string{
		"stage": &s.Stages, "rfm": &s.Classes, "aipl": &s.AIPL, "phase": &s.Phases, "tier": &s.Tiers, "tag": &s.Tags,
		"r": &s.RScores, "f": &s.FScores, "m": &s.MScores,
	}[kind]
}

// Marketing is the purpose of the consent that campaigns need, unless they say another.
const Marketing = "marketing"

// SegmentMember is one member of a segment with all that is known of it as of
// the date, for export. It is personal data.
type SegmentMember struct {
	MemberID         uint64     `ch:"member_id"`
	Name             string     `ch:"name"`
	Email            string     `ch:"email"`
	Phone            string     `ch:"phone"` // E.164
	LineID           string     `ch:"line_id"`
	City             string     `ch:"city"`
	FirstPurchase    *time.Time `ch:"first_purchase"`
	LastPurchase     *time.Time `ch:"last_purchase"`
	Purchases        uint64     `ch:"purchases"`
	Revenue          float64    `ch:"revenue"`
	RecencyDays      *int64     `ch:"recency_days"`
	RScore           *uint8     `ch:"r_score"`
	FScore           *uint8     `ch:"f_score"`
	MScore           *uint8     `ch:"m_score"`
	RFMClass         string     `ch:"rfm_class"`
	Stage            string     `ch:"stage"`
	StageSince       time.Time  `ch:"stage_since"`
	StageNext        string     `ch:"stage_next"`
	StageNextOn      *time.Time `ch:"stage_next_on"`
	LifePhase        string     `ch:"life_phase"`
	ValueTier        string     `ch:"value_tier"`
	AIPL             string     `ch:"aipl"`
	PAlive           *float64   `ch:"p_alive"`
	Expected14d      *float64   `ch:"expected_14d"`
	CLV365d          *float64   `ch:"clv_365d"`
	NextPurchase     *time.Time `ch:"next_purchase"`
	PreferredChannel string     `ch:"preferred_channel"`
	Tags             []string   `ch:"tags"`
	Consented        bool       `ch:"consented"` // a granted consent for marketing on any channel
	Place            *float64   `ch:"place"`
}

// EachOfSegment calls yield with every member of a segment, the best of a top
// first, else by member id. An error of yield ends it and is returned.
func EachOfSegment(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, s Segment, yield func(SegmentMember) error) error {
	top := s.Top
	if top == 0 {
		top = math.MaxInt64
	}
	script, err := segmentMembers.Of(ctx, db, brand, date)
	if err != nil {
		return err
	}
	rows, err := script.Query(ctx, db, segmentParams{
		Brand: brand, Date: date, Purpose: Marketing, Top: top, TopBy: s.TopBy,
		Stages: s.Stages, Classes: s.Classes, AIPL: s.AIPL, Phases: s.Phases, Tiers: s.Tiers, Tags: s.Tags,
		RScores: s.RScores, FScores: s.FScores, MScores: s.MScores,
	})
	if err != nil {
		return fmt.Errorf("segment of brand %s on %s: %w", brand, date, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var m SegmentMember
		if err := rows.ScanStruct(&m); err != nil {
			return fmt.Errorf("segment of brand %s on %s: %w", brand, date, schema.Redact(err))
		}
		if err := yield(m); err != nil {
			return err
		}
	}
	return rows.Err()
}
