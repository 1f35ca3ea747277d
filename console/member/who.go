package member

import (
	"fmt"
	"strings"

	"regulars/identity"
	"regulars/schema/desk"
	"regulars/schema/view"
)

// Identifier is by what the member is known.
type Identifier struct{ Kind, Value, State, Shop, First, Last string }

// Link are two identifiers that stood in one record.
type Link struct {
	A, B, Records, Evidence, Since, State string
	Used                                  bool
	Do, Ask                               string // what may be done about it, and the form's address
}

func (w Writer) identifiers(nodes []view.PersonNode) []Identifier {
	shown := make([]Identifier, len(nodes))
	for i, n := range nodes {
		shown[i] = Identifier{Kind: named(w.T.Kinds, n.Kind), Value: w.open(bare(n)), State: n.State, Shop: n.FirstShop, First: w.stamp(n.FirstSeen), Last: w.stamp(n.LastSeen)}
	}
	return shown
}

// bare is an identifier's value; a LINE id of a brand with one LINE account names no account.
func bare(n view.PersonNode) string { return strings.TrimPrefix(n.Value, "/") }

func (w Writer) links(all []view.PersonLink, nodes []view.PersonNode) []Link {
	names := map[uint64]string{}
	for _, n := range nodes {
		names[n.Node] = named(w.T.Kinds, n.Kind) + " " + w.open(bare(n))
	}
	shown := make([]Link, len(all))
	for i, l := range all {
		shown[i] = Link{
			A: names[l.A], B: names[l.B], Records: fmt.Sprint(l.Records), Evidence: w.open(l.Evidence), Since: w.stamp(l.FirstSeen),
			State: w.T.JoinsNot, Used: l.Used,
		}
		if names[l.A] == "" || names[l.B] == "" { // the other one is another member's by now
			shown[i].A, shown[i].B = names[l.A]+names[l.B], w.T.OtherMember
		}
		do := ""
		switch {
		case l.Split:
			shown[i].State, shown[i].Do, do = w.T.Undone, w.T.JoinAgain, desk.Join
		case l.Used:
			shown[i].State, shown[i].Do, do = w.T.Joins, w.T.UndoLink, desk.Split
		}
		if w.AskURL != "" && do != "" {
			shown[i].Ask = w.AskURL + "?do=" + do + "&a=" + w.IDs.Write(l.A) + "&b=" + w.IDs.Write(l.B)
		}
	}
	return shown
}

// LinkOf returns the link of a member between two identifiers that a form names, if it may
// be undone or made good again; ids writes them.
func LinkOf(links []view.PersonLink, ids identity.Mask, do, a, b string) (view.PersonLink, bool) {
	for _, l := range links {
		if ids.Write(l.A) == a && ids.Write(l.B) == b && (do == desk.Join && l.Split || do == desk.Split && l.Used && !l.Split) {
			return l, true
		}
	}
	return view.PersonLink{}, false
}

// why says why a product is recommended, as the view has it: together:<product> or
// popular:<category>.
func (w Writer) why(code string) string {
	if product, is := strings.CutPrefix(code, "together:"); is {
		return fmt.Sprintf(w.T.Together, product)
	}
	if category, is := strings.CutPrefix(code, "popular:"); is {
		return fmt.Sprintf(w.T.Popular, category)
	}
	return code
}
