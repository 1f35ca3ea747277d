package channel

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/osteele/liquid/parser"
	"github.com/osteele/liquid/render"

	"regulars/config"
)

// holeFilter notes what an object prints. Only Holes adds it.
const holeFilter = "_hole"

// Hole is a place where a template prints nothing for a member who lacks something:
// "Hi ," or a link to nowhere.
type Hole struct {
	Part     string // subject, text or html
	Line     int
	Variable string // what may be missing, such as member.name
	Language string // of the text; empty: the template's own
}

// Error says where the hole is.
func (h Hole) Error() string {
	text := fmt.Sprintf("%s line %d prints an empty place where %s is missing", h.Part, h.Line, h.Variable)
	if h.Language != "" {
		text = "in " + h.Language + ": " + text
	}
	return text
}

// Remedy is what fills it.
func (h Hole) Remedy() string {
	switch h.Variable {
	case "member.name":
		return `write {{ member.name | default: "friend" }}, or {% if member.name != "" %} … {% endif %} around what needs it`
	case "member.last_purchase", "member.recency_days":
		return "write {% if member.last_purchase %} … {% endif %} around it, or address members who have bought"
	case recommended:
		return "write {% if member.recommended.size > 0 %} … {% endif %} around it: nothing may be recommended to them"
	case productURL, productImage, productPrice:
		part := strings.TrimPrefix(h.Variable, recommended+".first.")
		return fmt.Sprintf("write {%% if product.%s %%} … {%% endif %%} around what needs it, product being the loop's name, or give the shop's products one", part)
	case "unsubscribe_url":
		return "set unsubscribe_url of the channel, or write {% if unsubscribe_url != \"\" %} … {% endif %} around the link"
	case "coupon.code":
		return "write coupons: {file: codes.csv} or coupons: {referral: friends} in the campaign, or {% if coupon.code != \"\" %} … {% endif %} around it"
	}
	return fmt.Sprintf(`write {{ %s | default: "…" }}, or {%% if %s != "" %%} … {%% endif %%} around what needs it`, h.Variable, h.Variable)
}

// What a product may lack, as the first one has it.
const (
	productURL   = recommended + ".first.url"
	productImage = recommended + ".first.image"
	productPrice = recommended + ".first.price"
)

// optional lists the variables that a member may lack, each group missing together.
var optional = [][]string{
	{"member.name"},
	{"member.last_purchase", "member.recency_days"},
	{"member.stage_before"},
	{"member.rfm_class"},
	{"unsubscribe_url"},
	{"coupon.code"},
	{recommended, recommended + ".size", recommended + ".first.name"},
	{productURL},
	{productImage},
	{productPrice},
}

// missing is a member's values without one group.
func (v Values) missing(group []string) Values {
	switch group[0] {
	case "member.name":
		v.Member.Name = ""
	case "member.last_purchase":
		v.Member.LastPurchase, v.Member.RecencyDays = "", 0
	case "member.stage_before":
		v.Member.StageBefore = ""
	case "member.rfm_class":
		v.Member.RFMClass = ""
	case "unsubscribe_url":
		v.UnsubscribeURL = ""
	case "coupon.code":
		v.Coupon = ""
	case recommended:
		v.Member.Recommended = nil
	case productURL, productImage, productPrice:
		v.Member.Recommended = withoutPart(v.Member.Recommended, strings.TrimPrefix(group[0], recommended+".first."))
	}
	return v
}

// Holes lists the places that would be printed empty for a member who lacks one of the
// variables lacking; of those only the ones count that a member can lack at all (name,
// last_purchase with recency_days, stage_before, rfm_class, unsubscribe_url, coupon.code, and
// what is recommended). It renders the
// template as it would go, once with everything and once without each: what stands in
// an if that isn't taken, or has a default, is no hole. The template is one that
// ParseTemplate accepts.
func Holes(t config.Template, dir string, lacking []string) ([]Hole, error) {
	var holes []Hole
	for _, name := range append([]string{""}, slices.Sorted(maps.Keys(t.Languages))...) {
		found, err := holesIn(t.In(name), dir, lacking)
		if err != nil {
			return nil, err
		}
		for _, hole := range found {
			hole.Language = name
			holes = append(holes, hole)
		}
	}
	return holes, nil
}

func holesIn(t config.Template, dir string, lacking []string) ([]Hole, error) {
	text, err := partSource(t.Text, t.TextFile, dir)
	if err != nil {
		return nil, err
	}
	html, err := partSource(t.HTML, t.HTMLFile, dir)
	if err != nil {
		return nil, err
	}
	var holes []Hole
	for _, part := range []struct{ name, finished string }{
		{"subject", finish(t.Subject, plainText)}, {"text", finish(text, formOf(text))}, {"html", finish(html, htmlText)},
	} {
		found, err := holesOf(part.name, part.finished, lacking)
		if err != nil {
			return nil, err
		}
		holes = append(holes, found...)
	}
	return holes, nil
}

// object is a {{ … }} of a part.
type object struct {
	line       int
	expression string
}

func holesOf(part, finished string, lacking []string) ([]Hole, error) {
	source, objects := marked(finished)
	node, err := compile(part, source)
	if err != nil {
		return nil, err
	}
	whole, err := printed(node, sample)
	if err != nil {
		return nil, err
	}
	var holes []Hole
	for _, group := range optional {
		if !slices.ContainsFunc(group, func(name string) bool { return slices.Contains(lacking, name) }) {
			continue
		}
		without, err := printed(node, sample.missing(group))
		if err != nil {
			return nil, fmt.Errorf("%s: without %s: %w", part, strings.Join(group, ", "), err)
		}
		for i, o := range objects {
			if isHole(whole[i], without[i], sample.texts(group)) {
				holes = append(holes, Hole{Part: part, Line: o.line, Variable: o.names(group)})
			}
		}
	}
	return holes, nil
}

// marked adds the filter holeFilter with its number to every object of a finished
// source that is printed where it stands: not in a capture.
func marked(finished string) (string, []object) {
	const end = ") | " + plainFilter
	var out strings.Builder
	var objects []object
	verbatim, captures := "", 0
	for _, token := range parser.Scan(finished, parser.SourceLoc{LineNo: 1}, nil) {
		if token.Type == parser.TagTokenType {
			verbatim = verbatimAfter(verbatim, token.Name)
			switch token.Name {
			case "capture":
				captures++
			case "endcapture":
				captures--
			}
		}
		at := strings.LastIndex(token.Args, end)
		if token.Type != parser.ObjTokenType || verbatim != "" || captures > 0 || at < 0 {
			out.WriteString(token.Source)
			continue
		}
		noting := fmt.Sprintf("%s) | %s: %d%s", token.Args[:at], holeFilter, len(objects), token.Args[at+1:])
		objects = append(objects, object{token.SourceLoc.LineNo, strings.TrimPrefix(token.Args[:at], "(")})
		out.WriteString(strings.Replace(token.Source, token.Args, noting, 1))
	}
	return out.String(), objects
}

// names returns which of a group an object prints; the first where it prints what was
// made of it.
func (o object) names(group []string) string {
	for _, word := range words.FindAllString(o.expression, -1) {
		if slices.Contains(group, word) {
			return word
		}
	}
	return group[0]
}

// isHole reports whether an object prints nothing, or only what stands around the
// missing value.
func isHole(whole, without *string, values []string) bool {
	if without == nil {
		return false
	}
	if strings.TrimSpace(*without) == "" {
		return whole == nil || strings.TrimSpace(*whole) != ""
	}
	if whole == nil {
		return false
	}
	rest := *whole
	for _, value := range values {
		if strings.Contains(*whole, value) && strings.ReplaceAll(*whole, value, "") == *without {
			return true
		}
		rest = strings.ReplaceAll(rest, value, "")
	}
	return rest != *whole && rest == *without
}

// texts are how a group's values are printed.
func (v Values) texts(group []string) []string {
	all := map[string]string{
		"member.name": v.Member.Name, "member.last_purchase": v.Member.LastPurchase, "member.recency_days": fmt.Sprint(v.Member.RecencyDays),
		"member.stage_before": v.Member.StageBefore, "member.rfm_class": v.Member.RFMClass, "unsubscribe_url": v.UnsubscribeURL, "coupon.code": v.Coupon,
	}
	var texts []string
	for _, name := range group {
		if text := all[name]; text != "" {
			texts = append(texts, text)
		}
	}
	for _, p := range v.Member.Recommended {
		switch group[0] {
		case productURL:
			texts = append(texts, p.URL)
		case productImage:
			texts = append(texts, p.Image)
		case productPrice:
			texts = append(texts, amount(*p.Price).String())
		case recommended:
			texts = append(texts, p.Name)
		}
	}
	return texts
}

// printed renders a marked part and returns what each object printed, all its turns one
// after the other; none where it wasn't reached.
func printed(node render.Node, v Values) (map[int]*string, error) {
	objects := map[int]*string{}
	r := newRenderer()
	r.config.AddFilter(holeFilter, func(value any, number int) any {
		if objects[number] == nil {
			objects[number] = new(string)
		}
		if value = plain(value); value != nil {
			*objects[number] += fmt.Sprint(value)
		}
		return value
	})
	_, err := r.render(node, v.bindings())
	return objects, err
}
