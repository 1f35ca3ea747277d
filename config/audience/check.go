package audience

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"regulars"
)

// Problem is a mistake of an audience: at which key, what is wrong, and what to do.
type Problem struct {
	Key     string // such as enters[1] or predicted.p_alive; empty: the audience itself
	Says    string
	Remedy  string
	Unknown string // the word that isn't one of Known; Says and Remedy follow from it
	Known   []string
}

// Predictions are what predicted takes.
var Predictions = []string{"p_alive", "expected_14d", "clv_365d"}

// Answers are what answered.how takes.
var Answers = []string{"opened", "clicked", "replied"}

// Periods are what birthday and anniversary take.
var Periods = []string{Day, Month}

// MaxDays bounds every number of days of an audience: ten years.
const MaxDays = 3653

var (
	cellForm  = regexp.MustCompile(`^(r[1-5])?(f[1-5])?(m[1-5])?$`)
	eventForm = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
)

// Allowed returns the words that a field takes and nothing else, such as of
// Audience.Enters; of a table its keys. It returns none for any other field.
func Allowed(field string) []string {
	switch field {
	case "Audience.Is":
		return append(texts(regulars.Stages), Everybody)
	case "Audience.Enters", "Audience.From", "Audience.Due", "Audience.Stages":
		return texts(regulars.Stages)
	case "Audience.When":
		return []string{"entered", "in"}
	case "Audience.Birthday", "Audience.Anniversary":
		return Periods
	case "Audience.Classes":
		return storedClasses()
	case "Audience.Tiers":
		return texts(regulars.ValueTiers)
	case "Audience.Phases":
		return texts(regulars.LifePhases)
	case "Audience.AIPL":
		return texts(regulars.AIPLStages)
	case "Audience.Predicted":
		return Predictions
	case "Answer.How":
		return Answers
	}
	return nil
}

// Mistakes returns what is wrong with the audience of a campaign, whose segment is
// merged already.
func (a *Audience) Mistakes() []Problem {
	c := &checker{}
	c.moment(a)
	c.conditions(a)
	return c.problems
}

// SegmentMistakes returns what is wrong with a segment: it has conditions, and no
// moment.
func (a *Audience) SegmentMistakes() []Problem {
	c := &checker{}
	for _, name := range a.moments() {
		if name != MomentIs {
			c.add(name, "a segment is a set of conditions, and "+name+" says when a member qualifies", "move it to the campaign's audience")
		}
	}
	if a.Segment != "" {
		c.add("segment", "a segment can't hold another one", "write its conditions here")
	}
	if len(a.Is) == 0 && !a.narrowed() {
		c.add("", "the segment is everybody", "give conditions, such as rfm_classes or where")
	}
	c.stages("is", a.Is)
	c.conditions(a)
	return c.problems
}

// checker collects problems.
type checker struct{ problems []Problem }

func (c *checker) add(key, says, remedy string) {
	c.problems = append(c.problems, Problem{Key: key, Says: says, Remedy: remedy})
}

func (c *checker) oneOf(key, word string, known []string) {
	if !slices.Contains(known, word) {
		c.problems = append(c.problems, Problem{Key: key, Unknown: word, Known: known})
	}
}

func (c *checker) each(key string, words, known []string) {
	for i, word := range words {
		c.oneOf(fmt.Sprintf("%s[%d]", key, i), word, known)
	}
}

func (c *checker) days(key string, days, least int) {
	if days < least || days > MaxDays {
		c.add(key, fmt.Sprintf("%d is not a number of days from %d to %d", days, least, MaxDays), "write one")
	}
}

// moment checks that exactly one key says when a member qualifies.
func (c *checker) moment(a *Audience) {
	given := a.moments()
	switch {
	case len(a.Stages) > 0 && len(given) == 0:
		c.add("stages", "it is open whether members who entered these stages on the date are meant, or all who are in them",
			fmt.Sprintf("write enters: [%s] for those who entered, or is: [%s] for all", strings.Join(a.Stages, ", "), strings.Join(a.Stages, ", ")))
		return
	case len(a.Stages) > 0 || a.When != "":
		c.add(older(a), "it is the older spelling of is and enters, and one of them is given", "remove it")
	case len(given) == 0:
		c.add("", "it is open when a member qualifies", "write enters: [a stage] for who entered it on the date, or is: [stages] for all who are in them (is: [everybody] for any)")
		return
	}
	if len(given) > 1 {
		c.add(given[1], "the audience has a moment already: "+given[0], "keep one of them; conditions narrow it down")
	}
	c.stages("is", a.Is)
	c.stages("enters", a.Enters)
	c.stages("from", a.From)
	c.stages("due", a.Due)
	if len(a.From) > 0 && len(a.Enters) == 0 {
		c.add("from", "it says where members came from who entered a stage, and enters isn't given", "write enters, or remove it")
	}
	c.numbers(a)
	if slices.Equal(a.Is, []string{Everybody}) && !a.narrowed() {
		c.add("is", "the audience is everybody", "narrow it down; if everybody is meant, write where: 1 = 1, too")
	}
}

func older(a *Audience) string {
	if len(a.Stages) > 0 {
		return "stages"
	}
	return "when"
}

func (c *checker) stages(key string, stages []string) {
	if key == "is" && len(stages) == 1 && stages[0] == Everybody {
		return
	}
	var known []string
	for _, stage := range regulars.Stages {
		known = append(known, string(stage))
	}
	if key == "is" {
		known = append(known, Everybody)
		if slices.Contains(stages, Everybody) {
			c.add(key, "everybody is in any stage already", "write is: [everybody], or the stages")
			return
		}
	}
	c.each(key, stages, known)
}

// numbers checks the days of the moment.
func (c *checker) numbers(a *Audience) {
	if len(a.Due) > 0 {
		c.days("due_in_days", a.DueInDays, 0)
	} else if a.DueInDays != 0 {
		c.add("due_in_days", "it says in how many days a stage is due, and due isn't given", "write due, or remove it")
	}
	if a.DaysAfter != 0 {
		c.days("days_after", a.DaysAfter, 1)
		c.purchase(a.Purchase)
	} else if a.Purchase != "" {
		c.add("purchase", "it says after which purchase, and days_after isn't given", "write days_after, or remove it")
	}
	if a.ExpectedInDays != nil {
		c.days("expected_in_days", *a.ExpectedInDays, 0)
	}
	if a.Birthday != "" {
		c.oneOf("birthday", a.Birthday, Periods)
	}
	if a.Anniversary != "" {
		c.oneOf("anniversary", a.Anniversary, Periods)
	}
}

func (c *checker) purchase(word string) {
	if word == "first" || word == "last" {
		return
	}
	if n, err := strconv.Atoi(word); err != nil || n < 1 {
		c.add("purchase", fmt.Sprintf("%q is no purchase", word), "write last, first, or its number, such as 2")
	}
}

// narrowed reports whether a condition is given.
func (a *Audience) narrowed() bool {
	lists := [][]string{a.Classes, a.Cells, a.Tags, a.WithoutTags, a.Tiers, a.Phases, a.AIPL, a.Did.Events, a.DidNot.Events}
	return slices.ContainsFunc(lists, func(list []string) bool { return len(list) > 0 }) ||
		len(a.Predicted) > 0 || !a.Bought.empty() || !a.NotBought.empty() || a.Answered.Campaign != "" || a.DidNotAnswer.Campaign != "" || a.Where != ""
}

func (c *checker) conditions(a *Audience) {
	c.each("rfm_classes", a.Classes, storedClasses())
	c.each("tiers", a.Tiers, texts(regulars.ValueTiers))
	c.each("phases", a.Phases, texts(regulars.LifePhases))
	c.each("aipl", a.AIPL, texts(regulars.AIPLStages))
	for i, cell := range a.Cells {
		if cell == "" || !cellForm.MatchString(cell) {
			c.add(fmt.Sprintf("rfm_cells[%d]", i), fmt.Sprintf("%q is no cell", cell), "write scores from 1 to 5, such as r5f5, r4m1 or r5f5m5")
		}
	}
	c.predicted(a.Predicted)
	c.goods("bought", a.Bought)
	c.goods("not_bought", a.NotBought)
	c.behaviour("did", a.Did)
	c.behaviour("did_not", a.DidNot)
	c.answer("answered", a.Answered)
	c.answer("did_not_answer", a.DidNotAnswer)
}

func (c *checker) predicted(ranges map[string]Range) {
	tops := 0
	for _, name := range slices.Sorted(maps.Keys(ranges)) {
		key, r := "predicted."+name, ranges[name]
		if !slices.Contains(Predictions, name) {
			c.add(key, "there is no such prediction", "use one of "+strings.Join(Predictions, ", "))
			continue
		}
		if r.Above == nil && r.Below == nil && r.Top == 0 {
			c.add(key, "it has no bound", "write above, below or top")
		}
		if !(r.Top >= 0 && r.Top <= 1) { // nor what is no number
			c.add(key+".top", fmt.Sprintf("%g is not a share", r.Top), "write a number from 0 to 1: 10 % is 0.1")
		}
		if r.Above != nil && r.Below != nil && *r.Above >= *r.Below {
			c.add(key, "no number is both above and below", "let above be the smaller one")
		}
		if r.Top != 0 {
			tops++
		}
	}
	if tops > 1 {
		c.add("predicted", "two of them ask for the top", "keep one top; give the other bounds by above")
	}
}

func (c *checker) goods(key string, g Goods) {
	if g.empty() && g.WithinDays != 0 {
		c.add(key, "it names no goods", "give products or categories")
	}
	c.days(key+".within_days", g.WithinDays, 0)
}

func (c *checker) behaviour(key string, b Behaviour) {
	if len(b.Events) == 0 && b.WithinDays != 0 {
		c.add(key, "it names no events", "give events, such as [add_to_cart]")
	}
	for i, event := range b.Events {
		if !eventForm.MatchString(event) {
			c.add(fmt.Sprintf("%s.events[%d]", key, i), fmt.Sprintf("%q is no event", event), "write its type, such as add_to_cart")
		}
	}
	c.days(key+".within_days", b.WithinDays, 0)
}

func (c *checker) answer(key string, a Answer) {
	if a.Campaign == "" && (len(a.How) > 0 || a.WithinDays != 0) {
		c.add(key, "it names no campaign", "give campaign")
	}
	c.each(key+".how", a.How, Answers)
	c.days(key+".within_days", a.WithinDays, 0)
}

func storedClasses() []string {
	stored := make([]string, len(regulars.Classes))
	for i, class := range regulars.Classes {
		stored[i] = class.Stored()
	}
	return stored
}

func texts[T ~string](list []T) []string {
	words := make([]string, len(list))
	for i, word := range list {
		words[i] = string(word)
	}
	return words
}
