package campaign

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/experiment"
	"regulars/report"
	"regulars/schema/advice"
	"regulars/starter/screen"
	"regulars/starter/session"
)

// suggestAsked is what a person asks of a suggestion.
type suggestAsked struct {
	From, To, Lang string
	Quota, Budget  map[string]string
}

func campaignSuggest(s *session.Session) *cobra.Command {
	var asked suggestAsked
	c := &cobra.Command{
		Use:   "suggest",
		Short: "Suggest which messages would earn most next, and what quota and budget is worth spending on whom",
		Long: `Compares, per campaign, stage, channel and hours, what those drawn to be addressed spent
with what those kept out spent, and says what one more message is expected to earn above its
price: the margin of the brand (margin) times the revenue that would not have come without
it. What was measured of few is drawn towards the mean of all. Of what was measured too
little nothing is said but that.`,
		Example: `  go run ./starter campaign suggest
  go run ./starter campaign suggest --quota line=5000 --budget sms=3000
  go run ./starter campaign suggest --from 2026-06-01 --to 2026-11-20 --lang zh-Hant`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runSuggest(cmd, s, asked) },
	}
	c.Flags().StringVar(&asked.From, "from", "", "the first business `date` of the deliveries; default 180 before the last")
	c.Flags().StringVar(&asked.To, "to", "", "the last business `date` of the deliveries; default the one that has just ended")
	c.Flags().StringToStringVar(&asked.Quota, "quota", nil, "how many messages a `channel` may carry in 28 days, such as line=5000")
	c.Flags().StringToStringVar(&asked.Budget, "budget", nil, "what a `channel` may cost in 28 days, such as sms=3000")
	c.Flags().StringVar(&asked.Lang, "lang", "", "en or zh-Hant; default the brand's `language`")
	return c
}

func runSuggest(cmd *cobra.Command, s *session.Session, asked suggestAsked) error {
	_, brand, err := s.Brand()
	if err != nil {
		return err
	}
	names, err := session.NamesFor(asked.Lang, brand)
	if err != nil {
		return err
	}
	from, to, asOf, err := asked.dates(brand)
	if err != nil {
		return err
	}
	limits, err := asked.limits(brand)
	if err != nil {
		return err
	}
	db, err := session.OpenClickHouse(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	kinds, err := advice.Measured(cmd.Context(), db, brand, from, to, asOf)
	if err != nil {
		return err
	}
	suggestion, err := advice.Suggest(kinds, brand, limits)
	if err != nil {
		return err
	}
	screen.Suggestion(cmd.OutOrStdout(), report.SuggestionOf(suggestion, brand, from, to), names, brand.Currency)
	return nil
}

func (a suggestAsked) dates(b *config.Brand) (from, to, asOf regulars.BusinessDate, err error) {
	asOf = regulars.EndedAt(time.Now(), b.Zone)
	if to, err = dateFlag("--to", a.To, asOf); err != nil {
		return "", "", "", err
	}
	if from, err = dateFlag("--from", a.From, to.AddDays(1-report.MeasuredDays)); err != nil {
		return "", "", "", err
	}
	if to < from {
		return "", "", "", fmt.Errorf("--to %s lies before --from %s", to, from)
	}
	return from, to, asOf, nil
}

func dateFlag(flag, text string, or regulars.BusinessDate) (regulars.BusinessDate, error) {
	if text == "" {
		return or, nil
	}
	date, err := regulars.ParseBusinessDate(text)
	if err != nil {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	return date, nil
}

// limits reads the quotas and budgets. A channel takes one of them: with two bounds the
// order in which messages are worth it isn't one.
func (a suggestAsked) limits(b *config.Brand) (map[string]experiment.Limit, error) {
	limits := map[string]experiment.Limit{}
	add := func(flag string, given map[string]string, limit func(float64) experiment.Limit) error {
		for channel, text := range given {
			n, err := strconv.ParseFloat(text, 64)
			switch _, twice := limits[channel]; {
			case b.Channels[channel] == nil:
				return fmt.Errorf("%s %s: the brand has no channel %s", flag, text, channel)
			case err != nil || !(n >= 0) || n > maxLimit:
				return fmt.Errorf("%s %s=%s: write a number of 0 or more", flag, channel, text)
			case twice:
				return fmt.Errorf("%s has a quota and a budget: give one of them", channel)
			}
			limits[channel] = limit(n)
		}
		return nil
	}
	if err := add("--quota", a.Quota, func(n float64) experiment.Limit { return experiment.Limit{Messages: n, Money: -1} }); err != nil {
		return nil, err
	}
	return limits, add("--budget", a.Budget, func(n float64) experiment.Limit { return experiment.Limit{Messages: -1, Money: n} })
}

// maxLimit is more messages, or money, than anybody has.
const maxLimit = 1e12
