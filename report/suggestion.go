package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"regulars"
	"regulars/config"
	"regulars/experiment"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/advice"
)

// MeasuredDays is for how many business dates deliveries are measured for a suggestion.
const MeasuredDays = 180

// measureFor is how long measuring may take: a report has to be written after it.
const measureFor = 4 * time.Minute

// Suggest finds which messages would earn most next, and keeps it for who looks at it later:
// the deliveries of half a year are read once a night, not for each page. Of a brand without
// a margin nothing is suggested. Where nothing could be measured that is kept, and returned:
// what an earlier night found would be taken for this one's.
func Suggest(ctx context.Context, db *schema.DB, b *config.Brand, date regulars.BusinessDate) error {
	if b.Margin <= 0 {
		return nil
	}
	shown, failed := measured(ctx, db, b, date)
	if ctx.Err() != nil {
		return fmt.Errorf("the suggestion of %s: %w", date, ctx.Err())
	}
	if failed != nil {
		shown.Unmeasured = regulars.ErrorText(failed.Error())
	}
	text, err := json.Marshal(shown)
	if err == nil {
		err = advice.Keep(ctx, db, b.Name, date, string(text))
	}
	if err != nil {
		err = fmt.Errorf("keep the suggestion of %s: %w", date, err)
	}
	return errors.Join(failed, err)
}

func measured(ctx context.Context, db *schema.DB, b *config.Brand, date regulars.BusinessDate) (present.Suggestion, error) {
	from := date.AddDays(1 - MeasuredDays)
	ctx, cancel := context.WithTimeout(ctx, measureFor)
	defer cancel()
	kinds, err := advice.Measured(ctx, db, b, from, date, date)
	if err != nil {
		return present.Suggestion{From: from, To: date}, err
	}
	suggestion, err := advice.Suggest(kinds, b, nil)
	return SuggestionOf(suggestion, b, from, date), err
}

// Suggested returns what was suggested last, up to a date. Nothing is where nothing was, or
// where no message was measured; nor of a brand whose margin isn't known any more.
func Suggested(ctx context.Context, db *schema.DB, b *config.Brand, date regulars.BusinessDate) (s present.Suggestion, err error) {
	text, err := advice.Kept(ctx, db, b.Name, date)
	if err != nil || text == "" || b.Margin <= 0 {
		return s, err
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return s, errors.Join(fmt.Errorf("the suggestion of %s isn't readable: write the report again", date), err)
	}
	return s, nil
}

// SuggestionOf returns which messages would earn most next as people see it.
func SuggestionOf(s advice.Suggestion, b *config.Brand, from, to regulars.BusinessDate) present.Suggestion {
	shown := present.Suggestion{From: from, To: to, Days: advice.Period, Margin: s.Margin}
	for _, l := range s.Lines {
		shown.Lines = append(shown.Lines, present.SuggestionLine{
			MessageKind: kindOf(l.Kind, b), Net: l.Offer.Net(), Pays: l.Offer.Pays(), Messages: l.Offer.Messages, Send: l.Send,
		})
	}
	for _, c := range s.Channels {
		shown.Channels = append(shown.Channels, present.SuggestionChannel{
			Name: c.Name, Messages: c.Messages, Send: c.Send, Cost: c.Cost, Earned: c.Earned, Limited: c.Limit != experiment.NoLimit, Next: c.Next,
		})
	}
	for _, u := range s.Unknown {
		shown.Unknown = append(shown.Unknown, present.SuggestionUnknown{
			MessageKind: kindOf(u.Kind, b), Why: string(u.Why), Assigned: u.Assigned.Buyers.Of, HeldOut: u.HeldOut.Buyers.Of,
		})
	}
	return shown
}

func kindOf(k advice.Kind, b *config.Brand) present.MessageKind {
	shown := present.MessageKind{Campaign: k.Campaign, Stage: k.Stage, Channel: k.Channel}
	if k.Hours != advice.NoHours {
		shown.Hours = [2]int{int(k.Hours), int(k.Hours) + advice.Band}
	}
	for i := range b.Journeys {
		if slices.Contains(b.Journeys[i].Sends(), k.Campaign) {
			shown.Journey = b.Journeys[i].Name
		}
	}
	return shown
}
