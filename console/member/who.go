package member

import (
	"fmt"
	"strings"

	"regulars/schema/view"
)

// Identifier is by what the member is known.
type Identifier struct{ Kind, Value, State, Shop, First, Last string }

// Link are two identifiers that stood in one record.
type Link struct {
	A, B, Records, Evidence, Since, State string
	Used                                  bool
}

func (w Writer) identifiers(nodes []view.PersonNode) []Identifier {
	shown := make([]Identifier, len(nodes))
	for i, n := range nodes {
		shown[i] = Identifier{Kind: named(w.T.Kinds, n.Kind), Value: w.open(n.Value), State: n.State, Shop: n.FirstShop, First: w.stamp(n.FirstSeen), Last: w.stamp(n.LastSeen)}
	}
	return shown
}

func (w Writer) links(all []view.PersonLink, nodes []view.PersonNode) []Link {
	names := map[uint64]string{}
	for _, n := range nodes {
		names[n.Node] = named(w.T.Kinds, n.Kind) + " " + w.open(n.Value)
	}
	shown := make([]Link, len(all))
	for i, l := range all {
		shown[i] = Link{
			A: names[l.A], B: names[l.B], Records: fmt.Sprint(l.Records), Evidence: w.open(l.Evidence), Since: w.stamp(l.FirstSeen),
			State: w.T.JoinsNot, Used: l.Used,
		}
		if l.Used {
			shown[i].State = w.T.Joins
		}
	}
	return shown
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
