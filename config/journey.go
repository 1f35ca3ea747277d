package config

import (
	"fmt"
	"time"

	"regulars/config/journey"
	"regulars/config/loopback"
)

// leastBetween is the shortest time between two ticks.
const leastBetween = 5 * time.Minute

// checkJourneys checks the brand's journeys, and that each campaign whose audience names
// one is sent by one step of it.
func (r *reader) checkJourneys(brand string, b *Brand) {
	taken, sent := map[string]bool{}, map[string]bool{}
	if b.Between != 0 && (b.Between < leastBetween || b.Between > 24*time.Hour) {
		r.Add(brand+".between_nights", "it must lie between 5 minutes and a day", "write it as 1h")
	}
	lists := map[string]bool{}
	for i := range b.AdLists {
		path := item(brand+".ad_lists", i)
		r.name(path+".name", b.AdLists[i].Name, lists)
		r.problems(path, b.AdLists[i].Mistakes(loopback.Is))
	}
	for i := range b.Journeys {
		path := item(brand+".journeys", i)
		r.name(path+".name", b.Journeys[i].Name, taken)
		r.checkJourney(path, b, &b.Journeys[i], sent)
	}
	for i, c := range b.Campaigns {
		if c.Audience.Journey != "" && !sent[c.Name] {
			r.Add(item(brand+".campaigns", i)+".audience.journey", "no step of the journey "+c.Audience.Journey+" sends the campaign", "write send: "+c.Name+" at one of its steps")
		}
	}
}

// checkJourney checks one journey by itself; sent are the campaigns that steps are known to send.
func (r *reader) checkJourney(path string, b *Brand, j *journey.Journey, sent map[string]bool) {
	r.share(path+".holdout", j.Holdout)
	r.problems(path, j.Mistakes())
	if !j.ByEvent() || j.Narrows() {
		r.checkAudience(path+".enter", b, &j.Enter)
	}
	if j.Ticks() && b.Between == 0 {
		r.Add(path, "it has events, or waits of hours, and only nights are run", "write between_nights: 1h under the brand")
	}
	if j.Enter.Journey != "" {
		r.Add(path+".enter.journey", "a journey is entered by its own audience", "write whom it is for, such as enters: [new]")
	}
	for key, segment := range j.Segments() {
		if _, known := b.Segments[segment]; !known {
			r.Add(path+"."+key, fmt.Sprintf("the brand has no segment %q", segment), suggest(segment, sortedKeys(b.Segments)))
		}
	}
	lists := map[string]bool{}
	for i := range b.AdLists {
		lists[b.AdLists[i].Name] = true
	}
	for k := range j.Steps {
		for key, list := range map[string]string{"add_to": j.Steps[k].AddTo, "take_from": j.Steps[k].TakeFrom} {
			if list != "" && !lists[list] {
				r.Add(fmt.Sprintf("%s.steps[%d].%s", path, k, key), fmt.Sprintf("the brand has no ad list %q", list), suggest(list, sortedKeys(lists)))
			}
		}
		r.checkSent(fmt.Sprintf("%s.steps[%d].send", path, k), b, j, j.Steps[k].Send, sent)
	}
}

// checkSent checks the campaign that a step sends.
func (r *reader) checkSent(path string, b *Brand, j *journey.Journey, name string, sent map[string]bool) {
	if name == "" {
		return
	}
	c, err := b.Campaign(name)
	switch {
	case err != nil && j.OnConsole():
		r.name(path, name, map[string]bool{})
		if sent[name] {
			r.Add(path, "another step sends "+name+", too", "give each step a campaign of its own")
		}
	case err != nil:
		r.Add(path, err.Error(), "name a campaign whose audience is {journey: "+j.Name+"}")
	case c.Audience.Journey != j.Name:
		r.Add(path, "the campaign "+name+" has an audience of its own", "write audience: {journey: "+j.Name+"} there")
	case sent[name]:
		r.Add(path, "another step sends "+name+", too", "give each step a campaign of its own")
	case c.Purpose != j.Purpose:
		r.Add(path, "the campaign needs consent to "+c.Purpose+", and the journey to "+j.Purpose, "write the same purpose at both")
	}
	sent[name] = true
}
