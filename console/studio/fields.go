package studio

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/config/days"
)

// Kinds of controls.
const (
	kindText   = "text"
	kindArea   = "area" // several lines
	kindLines  = "lines"
	kindChoice = "choice" // one of some
	kindChecks = "checks" // some of some
	kindTick   = "tick"
	kindRadio  = "radio"
)

// Field is a control.
type Field struct {
	Path, ID, Label, Lead, Kind, Value string

	Options  []Option
	Mistakes []string
	Of       string // the moment that it belongs to
	Rows     int
}

// Option is one of what there is to choose.
type Option struct {
	Value, Text string
	Chosen      bool
}

// Group are fields of one kind.
type Group struct {
	ID, Name, Lead string
	Fields         []Field
	Folded         bool // shown when asked for: nothing of it is given
}

// form makes the controls of a document's fields.
type form struct {
	a        *Asked
	values   url.Values
	mistakes map[string][]string // by path
	segments []string
	others   []string // campaigns that there are
	shown    map[string]bool
}

// field makes a control of a path; its words are those of the pattern of the path.
func (f *form) field(kind, path string, options ...Option) Field {
	f.shown[path] = true
	pattern := patternOf(path)
	field := Field{Path: path, ID: "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "", "+", "new").Replace(path), Label: wordOr(f.a.T.Labels, pattern), Lead: f.a.T.Leads[pattern], Kind: kind, Rows: 3}
	values := f.values[path]
	switch kind {
	case kindLines:
		field.Value, field.Rows = strings.Join(values, "\n"), max(2, min(len(values)+1, 6))
	default:
		field.Value = f.values.Get(path)
	}
	for _, o := range options {
		o.Chosen = slices.Contains(values, o.Value)
		field.Options = append(field.Options, o)
	}
	for _, value := range values { // what isn't one of them isn't lost either
		known := slices.ContainsFunc(options, func(o Option) bool { return o.Value == value })
		if (kind == kindChecks || kind == kindChoice) && !known && value != "" {
			field.Options = append(field.Options, Option{value, value, true})
		}
	}
	field.Mistakes = f.mistakesAt(path)
	return field
}

// patternOf is a path without what stands for one of many.
func patternOf(path string) string {
	parts := strings.Split(path, ".")
	for i, part := range parts {
		if at := strings.IndexByte(part, '['); at >= 0 {
			parts[i] = part[:at]
		}
	}
	if parts[0] == "variants" {
		parts = parts[1:]
	}
	switch last := parts[len(parts)-1]; {
	case parts[0] == "templates":
		return "templates." + last
	case len(parts) == 4 && parts[1] == "predicted", len(parts) == 3 && parts[1] != "predicted":
		return parts[0] + ".*." + last
	}
	return strings.Join(parts, ".")
}

// mistakesAt takes the mistakes of a path and of what is below it.
func (f *form) mistakesAt(path string) []string {
	var all []string
	for _, at := range slices.Sorted(maps.Keys(f.mistakes)) {
		if at == path || strings.HasPrefix(at, path+"[") || strings.HasPrefix(at, path+".") {
			all = append(all, f.mistakes[at]...)
			delete(f.mistakes, at)
		}
	}
	return all
}

func options[T ~string](values []T, text func(string) string) []Option {
	list := make([]Option, len(values))
	for i, v := range values {
		list[i] = Option{Value: string(v), Text: text(string(v))}
	}
	return list
}

func same(text string) string { return text }

func optional(list []Option) []Option { return append([]Option{{"", "–", false}}, list...) }

func (f *form) groups() []Group {
	return slices.Concat([]Group{f.who(), f.conditions(), f.behaviour()}, f.what(), f.variants(), []Group{f.when(), f.limits()})
}

func (f *form) who() Group {
	t, names := f.a.T, f.a.Names
	if j := f.values.Get("audience.journey"); j != "" { // the step says when
		return Group{ID: "who", Name: t.Who, Lead: fmt.Sprintf(t.NextJourney, j), Fields: []Field{f.field(kindText, "name")}}
	}
	stages := options(regulars.Stages, names.Stage)
	chosen := f.values.Get(momentKey)
	moment := f.field(kindRadio, momentKey, options(moments, func(m string) string { return t.Moments[m] })...)
	if chosen == "" {
		moment.Options[0].Chosen = true
	}
	g := Group{ID: "who", Name: t.Who, Lead: t.WhoLead, Fields: []Field{f.field(kindText, "name"), moment}}
	of := func(moment string, field Field) {
		field.Of = moment
		g.Fields = append(g.Fields, field)
	}
	of(audience.MomentIs, f.field(kindChecks, "audience.is", append(stages, Option{audience.Everybody, t.Everybody, false})...))
	of(audience.MomentEnters, f.field(kindChecks, "audience.enters", stages...))
	of(audience.MomentEnters, f.field(kindChecks, "audience.from", stages...))
	of(audience.MomentDue, f.field(kindChecks, "audience.due", stages...))
	of(audience.MomentDue, f.field(kindText, "audience.due_in_days"))
	of(audience.MomentAfter, f.field(kindText, "audience.days_after"))
	of(audience.MomentAfter, f.field(kindText, "audience.purchase"))
	of(audience.MomentExpected, f.field(kindText, "audience.expected_in_days"))
	periods := optional(options(audience.Periods, func(p string) string { return t.Periods[p] }))
	of(audience.MomentBirthday, f.field(kindChoice, "audience.birthday", periods...))
	of(audience.MomentAnniversary, f.field(kindChoice, "audience.anniversary", periods...))
	return g
}

func (f *form) conditions() Group {
	t, names := f.a.T, f.a.Names
	g := Group{ID: "conditions", Name: t.Conditions, Lead: t.ConditionsLead, Fields: []Field{
		f.field(kindChoice, "audience.segment", optional(options(f.segments, same))...),
		f.field(kindChecks, "audience.rfm_classes", classes(names.Class)...),
		f.field(kindLines, "audience.rfm_cells"),
		f.field(kindChecks, "audience.tiers", options(regulars.ValueTiers, func(v string) string { return wordOr(f.a.Words.Tiers, v) })...),
		f.field(kindChecks, "audience.phases", options(regulars.LifePhases, func(v string) string { return wordOr(f.a.Words.Phases, v) })...),
		f.field(kindChecks, "audience.aipl", options(regulars.AIPLStages, func(v string) string { return names.Metric("aipl_" + strings.ToLower(v)) })...),
		f.field(kindLines, "audience.tags"), f.field(kindLines, "audience.without_tags"),
	}}
	for _, name := range audience.Predictions {
		for _, bound := range []string{"above", "below", "top"} {
			field := f.field(kindText, "audience.predicted."+name+"."+bound)
			field.Label = fmt.Sprintf(field.Label, t.Predictions[name])
			g.Fields = append(g.Fields, field)
		}
	}
	g.Fields = append(g.Fields, f.field(kindArea, "audience.where"))
	return f.folded(g)
}

func classes(text func(string) string) []Option {
	var list []Option
	for _, class := range regulars.Classes {
		list = append(list, Option{Value: class.Stored(), Text: text(string(class))})
	}
	return list
}

func (f *form) behaviour() Group {
	g := Group{ID: "behaviour", Name: f.a.T.Behaviour, Lead: f.a.T.BehaviourLead}
	sub := func(kind, key, part string, options ...Option) {
		field := f.field(kind, "audience."+key+"."+part, options...)
		field.Label = f.a.T.Did[key] + " · " + field.Label
		g.Fields = append(g.Fields, field)
	}
	for _, key := range []string{"bought", "not_bought"} {
		sub(kindLines, key, "products")
		sub(kindLines, key, "categories")
		sub(kindText, key, "within_days")
	}
	for _, key := range []string{"did", "did_not"} {
		sub(kindLines, key, "events")
		sub(kindText, key, "within_days")
	}
	for _, key := range []string{"answered", "did_not_answer"} {
		sub(kindChoice, key, "campaign", optional(options(f.others, same))...)
		sub(kindChecks, key, "how", options(audience.Answers, func(h string) string { return wordOr(f.a.Words.Responses, h) })...)
		sub(kindText, key, "within_days")
	}
	return f.folded(g)
}

// folded folds a group in which nothing is given and nothing is wrong.
func (f *form) folded(g Group) Group {
	g.Folded = !slices.ContainsFunc(g.Fields, func(field Field) bool {
		return field.Value != "" || len(field.Mistakes) > 0 || slices.ContainsFunc(field.Options, func(o Option) bool { return o.Chosen && o.Value != "" })
	})
	return g
}

// what are the texts, a group for each channel that the brand has or the document names.
func (f *form) what() []Group {
	channels := f.channels()
	all := []Group{{ID: "what", Name: f.a.T.What, Lead: f.a.T.WhatLead, Fields: []Field{f.field(kindLines, "channels"), f.field(kindText, "purpose")}}}
	for _, channel := range channels {
		g := Group{ID: "text-" + channel, Name: wordOr(f.a.Words.ChannelNames, channel), Fields: f.texts("templates."+channel, channel)}
		if g = f.folded(g); !slices.Contains(strings.Fields(strings.Join(f.values["channels"], " ")), channel) && g.Folded && len(channels) > 1 {
			g.Lead = f.a.T.NotUsed
		}
		all = append(all, g)
	}
	return all
}

func (f *form) channels() []string {
	var list []string
	for _, channel := range regulars.Channels {
		name := string(channel)
		if f.a.File.Channels[name] != nil || len(namesBelow("templates."+name, f.values)) > 0 {
			list = append(list, name)
		}
	}
	for _, name := range namesBelow("templates", f.values) {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// texts are the fields of one template, with those of its languages and of one more.
func (f *form) texts(path, channel string) []Field {
	fields := f.text(path, channel)
	for _, language := range namesBelow(path+".languages", f.values) {
		if language == added {
			continue
		}
		for _, field := range f.text(path+".languages."+language, channel) {
			field.Label = language + " · " + field.Label
			fields = append(fields, field)
		}
	}
	name := f.field(kindText, path+".languages"+added)
	fields = append(fields, name)
	for _, field := range f.text(path+".languages."+added, channel) {
		field.Label = f.a.T.OtherLanguage + " · " + field.Label
		fields = append(fields, field)
	}
	return fields
}

func (f *form) text(path, channel string) []Field {
	text := f.field(kindArea, path+".text")
	text.Rows = 6
	if channel != string(regulars.ChannelEDM) {
		return []Field{text}
	}
	html := f.field(kindArea, path+".html")
	html.Rows = 6
	return []Field{f.field(kindText, path+".subject"), text, html}
}

// variants are those of the document, and one more.
func (f *form) variants() []Group {
	last := 0
	for i := range mostItems - 1 {
		for path := range f.values {
			if strings.HasPrefix(path, item("variants", i)+".") && f.values.Get(path) != "" {
				last = i + 1
			}
		}
	}
	var all []Group
	for i := range last + 1 {
		path := item("variants", i)
		g := Group{ID: fmt.Sprint("variant-", i+1), Name: fmt.Sprintf(f.a.T.Variant, i+1), Fields: []Field{f.field(kindText, path+".name"), f.field(kindText, path+".weight")}}
		for _, channel := range f.channels() {
			for _, field := range f.text(path+".templates."+channel, channel) {
				field.Label = wordOr(f.a.Words.ChannelNames, channel) + " · " + field.Label
				g.Fields = append(g.Fields, field)
			}
		}
		if i == last {
			g.Lead = f.a.T.VariantLead
		}
		all = append(all, f.folded(g))
	}
	return all
}

func (f *form) when() Group {
	t := f.a.T
	week := options(append(slices.Clone(days.Week[1:]), days.Week[0]), func(d string) string { return t.Week[d] })
	again := f.field(kindText, "once_per")
	return Group{ID: "when", Name: t.When, Lead: t.WhenLead, Fields: []Field{
		f.field(kindChecks, "on", week...), f.field(kindText, "send_at"),
		f.field(kindTick, "once"), again, f.field(kindTick, "approve"), f.field(kindText, "approve_within"),
		f.field(kindText, "holdout"), f.field(kindText, "decide"), f.field(kindTick, "paused"),
	}}
}

func (f *form) limits() Group {
	catchUps := []string{config.CatchUpSend, config.CatchUpSkip}
	return f.folded(Group{ID: "limits", Name: f.a.T.Limits, Fields: []Field{
		f.field(kindText, "daily_max"), f.field(kindText, "budget"), f.field(kindText, "pause_at_failure_rate"), f.field(kindText, "pause_at_complaint_rate"), f.field(kindText, "attribution_days"),
		f.field(kindChoice, "catch_up", optional(options(catchUps, func(c string) string { return f.a.T.CatchUps[c] }))...), f.field(kindTick, "open_tickets"),
	}})
}

// rest are the fields that have no control; they go along, so that nothing is lost.
func (f *form) rest() [][2]string {
	var pairs [][2]string
	for _, path := range slices.Sorted(maps.Keys(f.values)) {
		if !f.shown[path] {
			for _, value := range f.values[path] {
				pairs = append(pairs, [2]string{path, value})
			}
		}
	}
	return pairs
}

func wordOr(words map[string]string, key string) string {
	if word, known := words[key]; known {
		return word
	}
	return key
}
