package studio

import (
	"fmt"
	"slices"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/config/days"
	"regulars/console/form"
	"regulars/present"
)

// Option is one of what there is to choose.
type Option = form.Option

// sheet makes the controls of a campaign.
type sheet struct {
	*form.Sheet
	a        *Asked
	segments []string
	others   []string // campaigns that there are
	moment   string   // of the document
	counts   map[string]string
}

func (f *sheet) groups() []form.Group {
	return slices.Concat(f.audience(), f.what(), f.variants(), []form.Group{f.when(), f.limits()})
}

func (f *sheet) audience() []form.Group {
	t := f.a.T
	if j := f.Values.Get("audience.journey"); j != "" { // the step says when
		who := form.Group{ID: "who", Name: f.T.Who, Lead: fmt.Sprintf(t.NextJourney, j), Fields: []form.Field{f.Field(form.KindText, "name")}}
		return []form.Group{who}
	}
	of := form.Audience{Prefix: "audience", Moment: f.moment, Segments: f.segments, Campaigns: f.others}
	return []form.Group{f.Who(of, f.Field(form.KindText, "name")), f.Conditions(of), f.Behaviour(of)}
}

// what are the texts, a group for each channel that the brand has or the document names.
func (f *sheet) what() []form.Group {
	channels := f.channels()
	all := []form.Group{{ID: "what", Name: f.a.T.What, Lead: f.a.T.WhatLead, Fields: []form.Field{f.Order("channels", f.order()...), f.Field(form.KindText, "purpose")}}}
	for _, channel := range channels {
		g := form.Group{ID: "text-" + channel, Name: wordOr(f.a.Words.ChannelNames, channel), Fields: f.texts("templates."+channel, channel)}
		if g = form.Folded(g); !slices.Contains(strings.Fields(strings.Join(f.Values["channels"], " ")), channel) && g.Folded && len(channels) > 1 {
			g.Lead = f.a.T.NotUsed
		}
		all = append(all, f.offered(g))
	}
	return all
}

// offered offers a language for what is written in another one, once the group is folded or not.
func (f *sheet) offered(g form.Group) form.Group {
	for i, field := range g.Fields {
		if strings.HasSuffix(field.Path, form.Added) && field.Value == "" {
			g.Fields[i].Value = present.Chinese.Lang
			if f.a.File.Language == present.Chinese.Lang {
				g.Fields[i].Value = present.English.Lang
			}
		}
	}
	return g
}

// order are the channels that may be preferred, and whichever the member answers on.
func (f *sheet) order() []form.Option {
	return append([]form.Option{{Value: config.Preferred, Text: f.a.T.Preferred}}, form.Options(f.channels(), func(c string) string { return wordOr(f.a.Words.ChannelNames, c) })...)
}

func (f *sheet) channels() []string {
	var list []string
	for _, channel := range regulars.Channels {
		name := string(channel)
		if f.a.File.Channels[name] != nil || len(form.NamesBelow("templates."+name, f.Values)) > 0 {
			list = append(list, name)
		}
	}
	for _, name := range form.NamesBelow("templates", f.Values) {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// texts are the fields of one template, with those of its languages and of one more.
func (f *sheet) texts(path, channel string) []form.Field {
	fields := f.text(path, channel)
	for _, language := range form.NamesBelow(path+".languages", f.Values) {
		if language == form.Added {
			continue
		}
		for _, field := range f.text(path+".languages."+language, channel) {
			fields = append(fields, f.Called(field, form.Name(language)+" · "+field.Label))
		}
	}
	name := f.Field(form.KindText, path+".languages"+form.Added)
	fields = append(fields, name)
	for _, field := range f.text(path+".languages."+form.Added, channel) {
		fields = append(fields, f.Called(field, f.a.T.OtherLanguage+" · "+field.Label))
	}
	return fields
}

func (f *sheet) text(path, channel string) []form.Field {
	text := f.Field(form.KindArea, path+".text")
	text.Rows, text.Count = 6, f.counts[text.Path]
	if channel != string(regulars.ChannelEDM) {
		return []form.Field{text}
	}
	html := f.Field(form.KindArea, path+".html")
	html.Rows = 6
	return []form.Field{f.Field(form.KindText, path+".subject"), text, html}
}

// variants are those of the document, and one more.
func (f *sheet) variants() []form.Group {
	last := len(form.Rows("variants", f.Values))
	var all []form.Group
	for i := range last + 1 {
		path := form.Item("variants", i)
		g := form.Group{ID: fmt.Sprint("variant-", i+1), Name: fmt.Sprintf(f.a.T.Variant, i+1), Fields: []form.Field{f.Field(form.KindText, path+".name"), f.Field(form.KindText, path+".weight")}}
		for _, channel := range f.channels() {
			for _, field := range f.text(path+".templates."+channel, channel) {
				g.Fields = append(g.Fields, f.Called(field, wordOr(f.a.Words.ChannelNames, channel)+" · "+field.Label))
			}
		}
		if i == last {
			g.Lead = f.a.T.VariantLead
		}
		all = append(all, form.Folded(g))
	}
	return all
}

func (f *sheet) when() form.Group {
	t := f.a.T
	week := form.Options(append(slices.Clone(days.Week[1:]), days.Week[0]), func(d string) string { return t.Week[d] })
	return form.Group{ID: "when", Name: t.When, Lead: t.WhenLead, Fields: []form.Field{
		f.Field(form.KindChecks, "on", week...), f.Span("send_at", f.Units("at:=", "at:plain", "at:=best_hour")...),
		f.Field(form.KindTick, "once"), f.Span("once_per", f.Units("again:=", "again:d", "again:=stage", "again:=purchase", "again:=year")...),
		f.Field(form.KindTick, "approve"), f.Span("approve_within", f.Units("h", "m")...), f.Span("holdout", f.Units(form.UnitPercent)...), f.Field(form.KindText, "decide"), f.Field(form.KindTick, "paused"),
	}}
}

func (f *sheet) limits() form.Group {
	catchUps := []string{config.CatchUpSend, config.CatchUpSkip}
	return form.Folded(form.Group{ID: "limits", Name: f.a.T.Limits, Fields: []form.Field{
		f.Field(form.KindText, "daily_max"), f.Field(form.KindText, "budget"), f.Span("pause_at_failure_rate", f.Units(form.UnitPercent)...), f.Span("pause_at_complaint_rate", f.Units(form.UnitPercent)...), f.Field(form.KindText, "attribution_days"),
		f.Field(form.KindChoice, "catch_up", form.Optional(form.Options(catchUps, func(c string) string { return f.a.T.CatchUps[c] }))...), f.Field(form.KindTick, "open_tickets"),
	}})
}

func wordOr(words map[string]string, key string) string {
	if word, known := words[key]; known {
		return word
	}
	return key
}
