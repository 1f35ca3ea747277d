package audience

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"
)

// found writes problems as key: what is wrong; each has a remedy.
func found(t *testing.T, problems []Problem) (all []string) {
	t.Helper()
	for _, p := range problems {
		if p.Unknown != "" {
			require.NotEmpty(t, p.Known)
			require.NotContains(t, p.Known, p.Unknown)
			all = append(all, p.Key+": unknown "+p.Unknown+" of "+strings.Join(p.Known, " "))
			continue
		}
		require.NotEmpty(t, p.Remedy, p.Says)
		all = append(all, p.Key+": "+p.Says)
	}
	return all
}

func written(t *testing.T, text string) (a Audience) {
	t.Helper()
	require.NoError(t, yaml.Unmarshal([]byte(text), &a), text)
	return a
}

const theStages = "new active sleep lost deep prospect"

func TestMistakesOfAMoment(t *testing.T) {
	for text, want := range map[string][]string{
		"enters: [new]":                          nil,
		"is: [sleep, lost]":                      nil,
		"{is: [everybody], tags: [a]}":           nil,
		"{enters: [new, active], from: [sleep]}": nil,
		"{due: [lost], due_in_days: 3}":          nil,
		"due: [lost]":                            nil,
		"days_after: 1":                          {`purchase: "" is no purchase`}, // Resolve fills it in
		"{days_after: 3653, purchase: last}":     nil,
		"{days_after: 7, purchase: first}":       nil,
		"{days_after: 7, purchase: '1'}":         nil,
		"expected_in_days: 0":                    nil,
		"birthday: month":                        nil,
		"anniversary: day":                       nil,
		"journey: welcome":                       nil,

		"tags: [a]":                                         {": it is open when a member qualifies"},
		"stages: [sleep]":                                   {"stages: it is open whether members who entered these stages on the date are meant, or all who are in them"},
		"{stages: [sleep], enters: [new]}":                  {"stages: it is the older spelling of is and enters, and one of them is given"},
		"{when: in, enters: [new]}":                         {"when: it is the older spelling of is and enters, and one of them is given"},
		"{is: [new], enters: [new]}":                        {"enters: the audience has a moment already: is"},
		"{birthday: day, days_after: 0, journey: a}":        {"journey: the audience has a moment already: birthday"},
		"is: [everybody]":                                   {"is: the audience is everybody"},
		"{is: [everybody, new], tags: [a]}":                 {"is: everybody is in any stage already"},
		"{is: [gone], tags: [a]}":                           {"is[0]: unknown gone of " + theStages + " everybody"},
		"{is: [new, gone]}":                                 {"is[1]: unknown gone of " + theStages + " everybody"},
		"enters: [everybody]":                               {"enters[0]: unknown everybody of " + theStages},
		"{enters: [new], from: [gone]}":                     {"from[0]: unknown gone of " + theStages},
		"due: [lost, gone]":                                 {"due[1]: unknown gone of " + theStages},
		"{is: [new], from: [sleep]}":                        {"from: it says where members came from who entered a stage, and enters isn't given"},
		"{due: [lost], due_in_days: -1}":                    {"due_in_days: -1 is not a number of days from 0 to 3653"},
		"{due: [lost], due_in_days: 3654}":                  {"due_in_days: 3654 is not a number of days from 0 to 3653"},
		"{is: [new], due_in_days: 3}":                       {"due_in_days: it says in how many days a stage is due, and due isn't given"},
		"{days_after: -1, purchase: last}":                  {"days_after: -1 is not a number of days from 1 to 3653"},
		"{days_after: 7, purchase: second}":                 {`purchase: "second" is no purchase`},
		"{days_after: 7, purchase: '0'}":                    {`purchase: "0" is no purchase`},
		"{days_after: 7, purchase: '99999999999999999999'}": {`purchase: "99999999999999999999" is no purchase`},
		"{is: [new], purchase: last}":                       {"purchase: it says after which purchase, and days_after isn't given"},
		"expected_in_days: -1":                              {"expected_in_days: -1 is not a number of days from 0 to 3653"},
		"birthday: week":                                    {"birthday: unknown week of day month"},
		"anniversary: year":                                 {"anniversary: unknown year of day month"},
		"{enters: [new], rfm_cells: [r6]}":                  {`rfm_cells[0]: "r6" is no cell`},
	} {
		a := written(t, text)
		require.Equal(t, want, found(t, a.Mistakes()), text)
	}
}

func TestMistakesOfConditions(t *testing.T) {
	for text, want := range map[string][]string{
		"rfm_classes: [rfm_vip]":                                                   nil,
		"rfm_cells: [r5f5m5, r1, m3, f2m4]":                                        nil,
		"tiers: [high, churned]":                                                   nil,
		"phases: [growing]":                                                        nil,
		"aipl: [A, L]":                                                             nil,
		"predicted: {p_alive: {above: 0, below: 0.5}}":                             nil,
		"predicted: {expected_14d: {below: 1}}":                                    nil,
		"predicted: {clv_365d: {top: 1}, p_alive: {above: 1}}":                     nil,
		"bought: {categories: [a], within_days: 3653}":                             nil,
		"did: {events: [add_to_cart]}":                                             nil,
		"answered: {campaign: a, how: [opened, clicked, replied], within_days: 7}": nil,
		"is: [sleep]":                  nil,
		"{is: [everybody], tags: [a]}": nil,

		"{}":                                                        {": the segment is everybody"},
		"bought: {within_days: 7}":                                  {": the segment is everybody", "bought: it names no goods"},
		"{tags: [a], segment: other}":                               {"segment: a segment can't hold another one"},
		"{tags: [a], enters: [new]}":                                {"enters: a segment is a set of conditions, and enters says when a member qualifies"},
		"{is: [gone]}":                                              {"is[0]: unknown gone of " + theStages + " everybody"},
		"{is: [new, everybody]}":                                    {"is: everybody is in any stage already"},
		"tiers: [top]":                                              {"tiers[0]: unknown top of high potential low churned"},
		"phases: [growing, old]":                                    {"phases[1]: unknown old of acquired activated growing retained churned"},
		"aipl: [a]":                                                 {"aipl[0]: unknown a of A I P L"},
		"rfm_cells: [r5, r6, '', f0]":                               {`rfm_cells[1]: "r6" is no cell`, `rfm_cells[2]: "" is no cell`, `rfm_cells[3]: "f0" is no cell`},
		"predicted: {age: {}, p_alive: {}}":                         {"predicted.age: there is no such prediction", "predicted.p_alive: it has no bound"},
		"predicted: {p_alive: {top: 1.01}}":                         {"predicted.p_alive.top: 1.01 is not a share"},
		"predicted: {p_alive: {top: -0.1}}":                         {"predicted.p_alive.top: -0.1 is not a share"},
		"predicted: {p_alive: {top: .nan}}":                         {"predicted.p_alive.top: NaN is not a share"},
		"predicted: {p_alive: {above: 0.5, below: 0.5}}":            {"predicted.p_alive: no number is both above and below"},
		"predicted: {p_alive: {above: 0.6, below: 0.5}}":            {"predicted.p_alive: no number is both above and below"},
		"predicted: {p_alive: {top: 0.1}, clv_365d: {top: 0.1}}":    {"predicted: two of them ask for the top"},
		"{tags: [a], not_bought: {within_days: -1, products: [b]}}": {"not_bought.within_days: -1 is not a number of days from 0 to 3653"},
		"bought: {products: [b], within_days: 3654}":                {"bought.within_days: 3654 is not a number of days from 0 to 3653"},
		"{tags: [a], not_bought: {within_days: 7}}":                 {"not_bought: it names no goods"},
		"{tags: [a], did: {within_days: 7}}":                        {"did: it names no events"},
		"{tags: [a], did_not: {within_days: 7}}":                    {"did_not: it names no events"},
		"did: {events: [Add To Cart, ok], within_days: -1}":         {`did.events[0]: "Add To Cart" is no event`, "did.within_days: -1 is not a number of days from 0 to 3653"},
		"did_not: {events: ['']}":                                   {`did_not.events[0]: "" is no event`},
		"{tags: [a], answered: {how: [opened]}}":                    {"answered: it names no campaign"},
		"{tags: [a], answered: {within_days: 7}}":                   {"answered: it names no campaign"},
		"answered: {campaign: a, how: [bought], within_days: -1}":   {"answered.how[0]: unknown bought of opened clicked replied", "answered.within_days: -1 is not a number of days from 0 to 3653"},
		"{tags: [a], did_not_answer: {how: [opened]}}":              {"did_not_answer: it names no campaign"},
	} {
		a := written(t, text)
		require.Equal(t, want, found(t, a.SegmentMistakes()), text)
	}
	a := written(t, "rfm_classes: [vip]")
	problems := a.SegmentMistakes()
	require.Len(t, problems, 1)
	require.Equal(t, "rfm_classes[0]", problems[0].Key)
	require.Contains(t, problems[0].Known, "rfm_vip")
}

// What the schema of the config lists is what the checks take.
func TestAllowedWordsAreTaken(t *testing.T) {
	for field, text := range map[string]string{
		"Audience.Is": "is: [%]", "Audience.Enters": "enters: [%]", "Audience.From": "{enters: [new], from: [%]}", "Audience.Due": "due: [%]", "Audience.Birthday": "birthday: %",
		"Audience.Anniversary": "anniversary: %", "Audience.Classes": "{is: [new], rfm_classes: [%]}", "Audience.Tiers": "{is: [new], tiers: [%]}", "Audience.Phases": "{is: [new], phases: [%]}",
		"Audience.AIPL": "{is: [new], aipl: [%]}", "Audience.Predicted": "{is: [new], predicted: {%: {above: 0}}}", "Answer.How": "{is: [new], answered: {campaign: a, how: [%]}}",
		"Audience.Stages": "{when: in, stages: [%]}", "Audience.When": "{stages: [new], when: %}",
	} {
		words := Allowed(field)
		require.NotEmpty(t, words, field)
		for _, word := range words {
			a := written(t, strings.ReplaceAll(text, "%", word))
			a.Resolve()
			if word != Everybody {
				require.Empty(t, a.Mistakes(), text+": "+word)
			}
		}
	}
	require.Nil(t, Allowed("Audience.Tags"))
}
