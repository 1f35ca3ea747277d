package check

import (
	"fmt"
	"strings"

	"regulars/config"
	"regulars/schema/metric"
)

// TargetMistakes finds the targets of numbers that there aren't: what the config alone can't
// know, and what no night would ever say.
func TargetMistakes(cfg *config.Config) config.Mistakes {
	var mistakes config.Mistakes
	for i := range cfg.Brands {
		for j, target := range cfg.Brands[i].Targets {
			if _, err := metric.DefinitionOf(target.Metric, target.Scope); err != nil && target.Metric != "" {
				problem, remedy, _ := strings.Cut(err.Error(), ": ")
				mistakes = append(mistakes, cfg.MistakeAt(fmt.Sprintf("brands[%d].targets[%d].metric", i, j), problem, remedy))
			}
		}
	}
	return mistakes
}
