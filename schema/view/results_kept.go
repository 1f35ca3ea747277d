package view

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/experiment"
	"regulars/schema"
)

type keptResultsParams struct {
	dateParams
	From    regulars.BusinessDate
	Counted string
}

var (
	putResults  = schema.NewScript[keptResultsParams]("view", files, "put_results.sql")
	lastResults = schema.NewScript[dateParams]("view", files, "last_results.sql")
)

// counted is what is kept of a Result: the rest follows from it.
type counted struct {
	Campaign, Channel, Variant string
	Counts
	Assigned, HeldOut experiment.Group
	Ends              regulars.BusinessDate
}

// KeptResults is what came of all campaigns, as it was counted once.
type KeptResults struct {
	Asked   ResultQuery
	Results []Result
	At      time.Time
}

// KeepResults keeps what came of all campaigns of a query, for who looks at it later: their
// deliveries are joined with the purchases once a night, not for each page.
func KeepResults(ctx context.Context, db *schema.DB, brand string, q ResultQuery, results []Result) error {
	lines := make([]counted, len(results))
	for i, r := range results {
		lines[i] = counted{r.Campaign, r.Channel, r.Variant, r.Counts, r.Assigned, r.HeldOut, r.Ends}
	}
	text, err := json.Marshal(lines)
	if err == nil {
		err = putResults.Exec(ctx, db, keptResultsParams{dateParams{brand, q.AsOf}, q.From, string(text)})
	}
	if err != nil {
		return fmt.Errorf("keep what came of the campaigns of brand %s as of %s: %w", brand, q.AsOf, err)
	}
	return nil
}

// ResultsKept returns what was kept last, up to a date; nil where nothing was.
func ResultsKept(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (*KeptResults, error) {
	var asOf, from time.Time
	var text string
	var k KeptResults
	err := lastResults.Row(ctx, db, dateParams{brand, date}, &asOf, &from, &text, &k.At)
	if errors.Is(err, schema.ErrNoRows) {
		return nil, nil
	}
	var lines []counted
	if err == nil {
		err = json.Unmarshal([]byte(text), &lines)
	}
	if err != nil {
		return nil, fmt.Errorf("what came of the campaigns of brand %s up to %s isn't readable: write the night's report again: %w", brand, date, err)
	}
	to := regulars.DateOf(asOf, time.UTC)
	k.Asked = ResultQuery{From: regulars.DateOf(from, time.UTC), To: to, AsOf: to}
	for _, line := range lines {
		k.Results = append(k.Results, line.result())
	}
	compare(k.Results)
	return &k, nil
}

// result is a line with what follows from its counts alone.
func (c counted) result() Result {
	result := Result{Campaign: c.Campaign, Channel: c.Channel, Variant: c.Variant, Counts: c.Counts, Assigned: c.Assigned, HeldOut: c.HeldOut, Ends: c.Ends}
	result.ROAS = over(c.Revenue, c.Cost)
	if c.Cost != nil || c.Redeemed > 0 {
		spent := c.Discount
		if c.Cost != nil {
			spent += *c.Cost
		}
		result.Spent, result.SpentROAS = &spent, over(c.Revenue, &spent)
	}
	return result
}
