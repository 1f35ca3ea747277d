package answers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"regulars"
)

// Touch is a click on a link of ours, or our picture that was loaded.
type Touch struct {
	Brand    string
	Campaign string
	Date     regulars.BusinessDate
	Channel  regulars.Channel
	Member   uint64
	Link     string // a short mark of where the link leads; "": the picture
	Machine  string // why no person did it, as far as one request shows
}

// RecordTouch records a click or an open. One link of one message counts at most once a
// minute, so that who has a link can't fill the disk.
func (s *Store) RecordTouch(ctx context.Context, t Touch) error {
	at := s.Now().UTC()
	m := message{
		brand: t.Brand, channel: string(t.Channel), kind: "clicked", at: at,
		campaign: t.Campaign, date: t.Date, member: t.Member, machine: t.Machine,
	}
	if t.Link == "" {
		m.kind = "opened"
	}
	m.eventID = fmt.Sprintf("%s/%s/%s", markOf(t), at.Format("200601021504"), t.Machine)
	return s.messages.write(ctx, []message{m})
}

// markOf is a mark of a link of a message: it stands before the first slash of an
// event's id, so that the links of a message can be distinguished.
func markOf(t Touch) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%d\n%s", t.Campaign, t.Date, t.Channel, t.Member, t.Link))
	return hex.EncodeToString(sum[:8])
}

// withoutForgotten leaves out touches of messages that are in no book: a link outlives
// who was erased, and must not name them again.
func (s *Store) withoutForgotten(ctx context.Context, rows []message) ([]message, error) {
	var p owedParams
	for _, m := range rows {
		if m.campaign != "" {
			p.Brands, p.Campaigns = append(p.Brands, m.brand), append(p.Campaigns, m.campaign)
			p.Dates, p.Members = append(p.Dates, string(m.date)), append(p.Members, m.member)
		}
	}
	if len(p.Members) == 0 {
		return rows, nil
	}
	var found []struct {
		Owed string `ch:"owed"`
	}
	if err := owedScript.Select(ctx, s.db, &found, p); err != nil {
		return nil, err
	}
	owed := map[string]bool{}
	for _, f := range found {
		owed[f.Owed] = true
	}
	return slices.DeleteFunc(rows, func(m message) bool {
		return m.campaign != "" && !owed[m.brand+"\n"+m.campaign+"\n"+string(m.date)+"\n"+strconv.FormatUint(m.member, 10)]
	}), nil
}
