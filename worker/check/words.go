package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"regulars/cell"
	"regulars/config"
)

// WordMistakes finds the words of feeds for how dates and numbers are written that mean
// nothing: the config takes any word, and the night would find out.
func WordMistakes(cfg *config.Config) config.Mistakes {
	var mistakes config.Mistakes
	for i := range cfg.Brands {
		for j := range cfg.Brands[i].Shops {
			for k, feed := range cfg.Brands[i].Shops[j].Feeds {
				path := fmt.Sprintf("brands[%d].shops[%d].feeds[%d]", i, j, k)
				mistakes = append(mistakes, wordMistakes(cfg, path+".dates", feed.Dates, cell.DatesOf)...)
				mistakes = append(mistakes, wordMistakes(cfg, path+".numbers", feed.Numbers, cell.NumbersOf)...)
			}
		}
	}
	return mistakes
}

// wordMistakes reads the words of one key, which are one for all columns or one for each.
func wordMistakes[S any](cfg *config.Config, path string, words config.Words, read func(string) (S, error)) config.Mistakes {
	var mistakes config.Mistakes
	for _, column := range slices.Sorted(maps.Keys(words)) {
		_, err := read(words[column])
		if err == nil {
			continue
		}
		problem, remedy, _ := strings.Cut(err.Error(), ": ")
		mistakes = append(mistakes, cfg.MistakeAt(strings.TrimSuffix(path+"."+column, "."), problem, remedy))
	}
	return mistakes
}
