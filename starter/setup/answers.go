package setup

import (
	"fmt"
	"slices"
	"strings"

	"regulars/config/presets"
	"regulars/platform/connectors"
)

// Answers are what a first config is made of.
type Answers struct {
	Brand, Timezone, Currency, Language string
	Shop
	Channels []string // edm, sms, line
}

// Shop is where a brand sells.
type Shop struct {
	Name     string            // empty: web, or store of files
	Platform string            // file, or one that connectors knows
	Settings map[string]string // of the platform, by their keys, but for secrets
	Feed     string            // path of the files
	Preset   string            // the ready-made feed that reads them; empty: Columns do
	Columns  map[string]string
}

const filePlatform = "file"

// platforms are all that a shop can be on, the first as the default.
func platforms() []string { return append([]string{filePlatform}, connectors.Platforms()...) }

// withDefaults fills in what nobody answered.
func (a Answers) withDefaults() Answers {
	for _, d := range []struct {
		value     *string
		otherwise string
	}{
		{&a.Brand, "shop"}, {&a.Timezone, "Asia/Taipei"}, {&a.Currency, "TWD"}, {&a.Language, "en"},
	} {
		if *d.value == "" {
			*d.value = d.otherwise
		}
	}
	a.Shop = a.Shop.withDefaults()
	return a
}

func (s Shop) withDefaults() Shop {
	if s.Platform == "" {
		s.Platform = filePlatform
	}
	if s.Name == "" {
		s.Name = "web"
		if s.Platform == filePlatform {
			s.Name = "store"
		}
	}
	return s
}

// check returns what is missing for the platform.
func (s Shop) check() error {
	if !slices.Contains(platforms(), s.Platform) {
		return fmt.Errorf("--platform %s is not known: use %s", s.Platform, strings.Join(platforms(), ", "))
	}
	if err := s.checkSettings(); err != nil {
		return err
	}
	switch {
	case s.Platform == filePlatform && s.Feed == "":
		return fmt.Errorf("--feed is missing: name the files of the orders, such as --feed 'sales/*.csv'")
	case s.Platform != filePlatform && (s.Feed != "" || s.Preset != "" || len(s.Columns) > 0):
		return fmt.Errorf("--feed, --preset and --column belong to files: leave them out, or write --platform file")
	case s.Preset != "" && !slices.Contains(presets.Names(), s.Preset):
		return fmt.Errorf("--preset %s is not known: use %s, or leave it out and let `starter feed look` propose a feed", s.Preset, strings.Join(presets.Names(), ", "))
	}
	return nil
}

// checkSettings returns which setting of the platform is missing, or belongs to another one.
func (s Shop) checkSettings() error {
	needed := map[string]bool{}
	for _, setting := range asked(s.Platform) {
		needed[setting.Key] = true
		if s.Settings[setting.Key] == "" {
			return fmt.Errorf("%s is missing: %s, such as %[1]s %[3]s", flagOf(setting.Key), setting.Comment, setting.Example)
		}
	}
	for _, setting := range allAsked() {
		if s.Settings[setting.Key] != "" && !needed[setting.Key] {
			return fmt.Errorf("%s belongs to another platform than %s: leave it out, or choose another --platform", flagOf(setting.Key), s.Platform)
		}
	}
	return nil
}

// asked are the settings of a platform that stand in the config: secrets don't.
func asked(platform string) []connectors.Setting {
	return slices.DeleteFunc(slices.Clone(connectors.Settings(platform)), connectors.Setting.Secret)
}

// allAsked are those of all platforms, each key once.
func allAsked() []connectors.Setting {
	var all []connectors.Setting
	for _, platform := range connectors.Platforms() {
		for _, s := range asked(platform) {
			if !slices.ContainsFunc(all, func(known connectors.Setting) bool { return known.Key == s.Key }) {
				all = append(all, s)
			}
		}
	}
	return all
}

func flagOf(key string) string { return "--" + strings.ReplaceAll(key, "_", "-") }
