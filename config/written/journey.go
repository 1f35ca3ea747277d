package written

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"regulars/config"
	"regulars/config/document"
	"regulars/config/journey"
)

// ReadJourney is Read for the one journey of a text.
func ReadJourney(text string) (journey.Journey, bool) {
	r := document.New("", nil)
	var held config.WrittenJourneys
	if !r.Read([]byte(text), &held) || len(r.Mistakes) > 0 || len(held.Journeys) != 1 {
		return journey.Journey{}, false
	}
	return held.Journeys[0], true
}

// Journey writes a journey.
func Journey(j journey.Journey) (string, error) {
	tree, _ := treeOf(reflect.ValueOf(j)).(yaml.MapSlice)
	text := JourneyText(tree)
	if _, ok := ReadJourney(text); !ok {
		return "", fmt.Errorf("the journey %s can't be written: its texts hold letters that YAML can't", j.Name)
	}
	return text, nil
}

// JourneyText is Text for the keys of a journey.
func JourneyText(tree yaml.MapSlice) string { return textOf("journeys", tree, ReadJourney) }

// JourneyOfFile returns a journey as a config's file has it.
func JourneyOfFile(path, brand, name string) (journey.Journey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return journey.Journey{}, err
	}
	var file struct {
		Brands []struct {
			Name     string            `yaml:"name"`
			Journeys []journey.Journey `yaml:"journeys"`
		} `yaml:"brands"`
	}
	document.New(path, os.LookupEnv).Read(text, &file) // what else is wrong with it is for Load to say
	for _, b := range file.Brands {
		at := slices.IndexFunc(b.Journeys, func(j journey.Journey) bool { return j.Name == name })
		if b.Name == brand && at >= 0 {
			return b.Journeys[at], nil
		}
	}
	return journey.Journey{}, fmt.Errorf("%s has no journey %s of the brand %s", path, name, brand)
}

// Together writes documents of one campaign each as one list.
func Together(documents []string) string {
	var all strings.Builder
	for i, text := range documents {
		if i > 0 {
			text = strings.TrimPrefix(text, "campaigns:\n")
		}
		all.WriteString(text)
	}
	return all.String()
}

// Apart reads a text of a journey and its campaigns, as a brand of the file has them, and
// writes each by itself. A text of a journey alone stays as it is.
func Apart(at, text string) (journeys string, campaigns []string, err error) {
	r := document.New(at, nil)
	var held struct {
		Journeys  []journey.Journey `yaml:"journeys"`
		Campaigns []config.Campaign `yaml:"campaigns"`
	}
	r.Read([]byte(text), &held)
	if len(r.Mistakes) > 0 {
		return "", nil, r.Mistakes
	}
	if len(held.Campaigns) == 0 {
		return text, nil, nil
	}
	for _, c := range held.Campaigns {
		one, err := YAML(c)
		if err != nil {
			return "", nil, err
		}
		campaigns = append(campaigns, one)
	}
	if len(held.Journeys) != 1 {
		return "", nil, config.Mistakes{{File: at, Path: "journeys", Problem: "there is not one journey", Remedy: "write journeys: and one journey below it, behind a dash"}}
	}
	journeys, err = Journey(held.Journeys[0])
	return journeys, campaigns, err
}
