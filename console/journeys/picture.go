package journeys

import (
	"cmp"
	"fmt"
	"slices"

	"regulars/config/journey"
	"regulars/present"
	"regulars/present/path"
	"regulars/schema/walk"
)

// Measures of the picture in its own units, which are pixels on a phone.
const (
	boxWidth   = 240
	outHeight  = 15 // of each way out at the side
	gap        = 30
	laneWidth  = 12
	labelWidth = 54 // between a box and the first lane
	margin     = 2
)

// Picture is a journey as an SVG: boxes below each other, ways to the next one straight down,
// the others along lanes at the side.
type Picture struct {
	Says          string // what it shows, for who doesn't see it
	Width, Height int
	Boxes         []Box
	Lines         []Line
}

// Box is a step, or what comes before or after them.
type Box struct {
	Y, Height            int
	Kind                 string // step, begins or ends
	Name, Waits, Does    string
	Members              string
	NameY, WaitsY, DoesY int
}

// Line is a way with how many went it.
type Line struct {
	Path, Head     string // as an SVG has them
	Members, Says  string
	LabelX, LabelY int
}

// drawing is a picture that is being made.
type drawing struct {
	picture Picture
	at      map[string]int // the box of a step; the empty one is the end
	lanes   map[string]int // of those who are led to a step from farther above
}

const (
	entrance = " in"
	end      = ""
)

// pictureOf draws a journey.
func pictureOf(t *path.Words, came string, j *journey.Journey, p walk.Picture) Picture {
	d := drawing{at: map[string]int{}, lanes: map[string]int{}}
	d.box(entrance, Box{Kind: "begins", Name: came, Waits: counted(t.KeptOut, p.GotNothing), Members: present.Whole(p.Came)}, 0)
	for _, n := range p.Steps {
		if n.Step == nil {
			d.box(n.Name, Box{Kind: "step", Name: short(n.Name, 26), Waits: t.Earlier, Members: present.Whole(n.Members)}, 0)
			continue
		}
		does := n.Step.Send
		if does != "" {
			does = "✉ " + does
		}
		d.box(n.Name, Box{Kind: "step", Name: short(n.Name, 26), Waits: short(t.Wait(n.Step), 36), Does: short(does, 36), Members: present.Whole(n.Members)}, aside(p, n.Name))
	}
	d.box(end, Box{Kind: "ends", Name: t.Reason(walk.Finished), Waits: counted(t.LeftOtherwise, p.LeftOtherwise()), Members: present.Whole(p.Finished)}, 0)
	d.picture.Height -= gap - margin

	d.assign(p)
	d.line(entrance, j.Steps[0].Name, 0, walk.Arrow{Members: p.Came - p.GotNothing}, "")
	for _, n := range p.Steps {
		out := 0
		for _, a := range p.Arrows {
			if a.From != n.Name {
				continue
			}
			d.line(a.From, a.To, out, a, t.Way(n.Step, a.To))
			if !d.next(a.From, a.To) {
				out++
			}
		}
	}
	return d.picture
}

// counted is how many there are of something; empty: nobody.
func counted(name string, members uint64) string {
	if members == 0 {
		return ""
	}
	return name + ": " + present.Whole(members)
}

// aside counts the ways out of a step that don't lead to the next box.
func aside(p walk.Picture, from string) int {
	n := 0
	for _, a := range p.Arrows {
		if a.From == from {
			n++
		}
	}
	return n
}

func (d *drawing) box(name string, b Box, ways int) {
	b.Y = d.picture.Height + margin
	lines := 1
	for _, text := range []string{b.Waits, b.Does} {
		if text != "" {
			lines++
		}
	}
	b.Height = max(14+18*lines, 10+outHeight*ways)
	b.NameY = b.Y + 21
	b.WaitsY = b.NameY + 18
	b.DoesY = b.WaitsY + 18
	if b.Waits == "" {
		b.DoesY = b.WaitsY
	}
	d.at[name] = len(d.picture.Boxes)
	d.picture.Boxes = append(d.picture.Boxes, b)
	d.picture.Height = b.Y + b.Height + gap
}

// next reports whether a way leads to the box below.
func (d *drawing) next(from, to string) bool { return d.at[to] == d.at[from]+1 }

// assign gives each step to which somebody is led from farther above a lane of its own; those
// that are led far lie outside.
func (d *drawing) assign(p walk.Picture) {
	long := map[string]int{}
	for _, a := range p.Arrows {
		if !d.next(a.From, a.To) {
			long[a.To] = max(long[a.To], d.at[a.To]-d.at[a.From])
		}
	}
	var to []string
	for name := range long {
		to = append(to, name)
	}
	slices.SortFunc(to, func(a, b string) int { return cmp.Or(cmp.Compare(long[a], long[b]), cmp.Compare(d.at[a], d.at[b])) })
	for i, name := range to {
		d.lanes[name] = i
	}
	d.picture.Width = boxWidth + 2*margin
	if len(to) > 0 {
		d.picture.Width += labelWidth + laneWidth*len(to)
	}
}

// line draws a way: the nth of those that leave a box at its side.
func (d *drawing) line(from, to string, nth int, a walk.Arrow, says string) {
	source, target := d.picture.Boxes[d.at[from]], d.picture.Boxes[d.at[to]]
	l := Line{Members: present.Whole(a.Members), Says: says}
	if d.next(from, to) {
		x, down := boxWidth/2, source.Y+source.Height
		l.Path = move(x, down) + lineTo(x, target.Y-1)
		l.Head = head(x, target.Y, 0, 1)
		l.LabelX, l.LabelY = x+8, down+gap/2+4
	} else {
		right, lane := boxWidth+margin, boxWidth+margin+labelWidth+laneWidth*d.lanes[to]
		y, into := source.Y+outHeight*(nth+1)+2, target.Y+target.Height/2
		l.Path = move(right, y) + lineTo(lane, y) + lineTo(lane, into) + lineTo(right+1, into)
		l.Head = head(right, into, -1, 0)
		l.LabelX, l.LabelY = right+5, y-3
	}
	d.picture.Lines = append(d.picture.Lines, l)
}

func move(x, y int) string   { return fmt.Sprintf("M%d %d", x, y) }
func lineTo(x, y int) string { return fmt.Sprintf("L%d %d", x, y) }

// head is the head of an arrow at a point, in a direction.
func head(x, y, right, down int) string {
	const long, wide = 7, 4
	left, side := move(x, y)+lineTo(x-long*right-wide*down, y-long*down-wide*right), lineTo(x-long*right+wide*down, y-long*down+wide*right)
	return left + side + "Z"
}

// short cuts a text off where it is longer than a box is wide; letters of Chinese are as wide
// as two.
func short(text string, width int) string {
	used := 0
	for i, r := range text {
		if used++; r > 0x2E80 {
			used++
		}
		if used > width {
			return text[:i] + "…"
		}
	}
	return text
}
