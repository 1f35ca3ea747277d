package segment

import (
	"strings"
	"time"

	"regulars/identity"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/schema/view"
)

// Line is a member in a list.
type Line struct{ Name, URL, Stage, Class, Last, Purchases, Revenue, Next string }

// Lines are members as a visitor may see them.
func (s Shown) Lines(members []view.SegmentMember, numbers present.Numbers, ids identity.Mask, masked bool) []Line {
	lines := make([]Line, len(members))
	for i, m := range members {
		line := Line{
			Name: m.Name, URL: s.Path + "/" + ids.Write(m.MemberID), Stage: s.Names.Stage(m.Stage), Class: present.NoValue, Last: present.NoValue,
			Purchases: present.Whole(m.Purchases), Revenue: numbers.Money(m.Revenue), Next: present.NoValue,
		}
		if masked {
			line.Name = present.MaskedName(m.Name)
		}
		if strings.TrimSpace(line.Name) == "" {
			line.Name = present.NoValue
		}
		if class, is := strings.CutPrefix(m.RFMClass, "rfm_"); is {
			line.Class = s.Names.Class(class)
		}
		if m.LastPurchase != nil {
			line.Last = m.LastPurchase.Format(time.DateOnly)
		}
		if m.StageNext != "" && m.StageNextOn != nil {
			line.Next = s.Names.Stage(m.StageNext) + " · " + m.StageNextOn.Format(time.DateOnly)
		}
		lines[i] = line
	}
	return lines
}

// Share is how many members there are of a kind.
type Share struct{ Reason, Members string }

// Reach is how many members there are, and whom of them a message could reach.
type Reach struct {
	All, Reached         uint64
	Channels, NotReached []Share
}

// Reach sums up what the preview of a plan says.
func (s Shown) Reach(lines []ledger.BooksLine) Reach {
	var r Reach
	for _, line := range lines {
		r.All += line.Members
		if line.State != ledger.DeliveryPlanned {
			r.NotReached = append(r.NotReached, Share{s.T.ReasonName(line.Reason), present.Whole(line.Members)})
			continue
		}
		r.Reached += line.Members
		r.Channels = append(r.Channels, Share{s.named(s.T.ChannelNames)(line.Channel), present.Whole(line.Members)})
	}
	return r
}
