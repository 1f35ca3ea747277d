package sample

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"regulars/config"
	"regulars/config/document"
	"regulars/config/journey"
	"regulars/examples"
	"regulars/present"
)

type book struct {
	Journeys  []journey.Journey `yaml:"journeys"`
	Campaigns []config.Campaign `yaml:"campaigns"`
}

// read reads the examples once. What they read of the environment is no part of a journey.
var read = sync.OnceValue(func() book {
	var file struct {
		Brands []book `yaml:"brands"`
	}
	document.New("journeys.yaml", nil).Read(examples.Journeys(), &file)
	if len(file.Brands) == 0 {
		return book{}
	}
	return file.Brands[0]
})

// Names lists the journeys.
func Names() []string {
	var names []string
	for _, j := range read().Journeys {
		names = append(names, j.Name)
	}
	return names
}

// Journey returns a journey for a brand; false where there is none of the name. What ends it
// early is left out where it is a segment that the brand doesn't have; what a step sends gets
// another name where the name is taken.
func Journey(b *config.Brand, name string) (journey.Journey, bool) {
	all := read().Journeys
	at := slices.IndexFunc(all, func(j journey.Journey) bool { return j.Name == name })
	if at < 0 {
		return journey.Journey{}, false
	}
	j := all[at]
	j.Name = free(name, func(name string) bool { return b.Journey(name) != nil })
	for _, segment := range []*string{&j.Stay, &j.Leave} {
		if _, known := b.Segments[*segment]; !known {
			*segment = ""
		}
	}
	taken := func(name string) bool {
		_, err := b.Campaign(name)
		return err == nil || slices.ContainsFunc(b.Journeys, func(of journey.Journey) bool { return slices.Contains(of.Sends(), name) })
	}
	j.Steps = slices.Clone(j.Steps)
	for i := range j.Steps {
		if j.Steps[i].Send != "" {
			j.Steps[i].Send = free(j.Steps[i].Send, taken)
		}
	}
	return j, true
}

// free is a name that isn't taken: the one that is given, or with a number.
func free(name string, taken func(string) bool) string {
	free := name
	for n := 2; taken(free); n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	return free
}

// Texts returns subject and text, by language, of what a step sends, for any channel; none where
// the examples have no campaign of the name, or its texts need more than a text.
func Texts(campaign string) map[string][2]string {
	all := read().Campaigns
	at := slices.IndexFunc(all, func(c config.Campaign) bool { return c.Name == campaign })
	if at < 0 {
		return nil
	}
	c := all[at]
	if c.Coupons.Given() {
		return nil
	}
	t := c.Templates["edm"]
	texts := map[string][2]string{present.Chinese.Lang: {t.Subject, onAny(t.Text)}}
	for language, text := range t.Languages {
		texts[language] = [2]string{text.Subject, onAny(text.Text)}
	}
	return texts
}

// onAny is a text without what only mails have.
func onAny(text string) string {
	for _, lead := range []string{"取消訂閱：", " Unsubscribe: "} {
		text = strings.TrimSuffix(text, lead+"{{ unsubscribe_url }}")
	}
	return text
}
