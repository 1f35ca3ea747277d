package present

import "regulars"

// Direction is which movement of a value is welcome.
type Direction string

// The directions.
const (
	More    Direction = "more"
	Less    Direction = "less"
	Neither Direction = "neither" // its movements are neither good nor bad
)

// Tone is whether a movement is welcome; the page and the terminal colour it.
type Tone string

// The tones.
const (
	Better Tone = "better"
	Worse  Tone = "worse"
	Same   Tone = "same" // it didn't move, or that is neither good nor bad
)

// Tone returns whether a movement by delta is welcome; nil is none.
func (d Direction) Tone(delta *float64) Tone {
	switch {
	case delta == nil || *delta == 0 || d == Neither:
		return Same
	case (*delta > 0) == (d == Less):
		return Worse
	}
	return Better
}

// DirectionOf returns which movement of a metric is welcome.
func DirectionOf(metric string) Direction {
	if fewerIsBetter[metric] {
		return Less
	}
	return More
}

// fewerIsBetter are the metrics of which less is better.
var fewerIsBetter = withStages(map[string]bool{
	"refunds": true, "cancelled_orders": true, "orders_without_member": true, "discounts": true,
	"churn_rate": true, "complaint_rate": true, "return_rate": true, "aarrr_cost_per_acquisition": true,
	"cost": true, "failed": true, "unknown": true, "bounced": true, "unsubscribed": true,
	"cycle_median": true, "cycle_mean": true, "cycle_p75": true, "cycle_p90": true,
})

// withStages adds the stages that nobody wants members to be in.
func withStages(metrics map[string]bool) map[string]bool {
	for _, stage := range []regulars.Stage{regulars.StageSleep, regulars.StageLost, regulars.StageDeep} {
		metrics["stage_"+string(stage)] = true
		metrics["stage_share_"+string(stage)] = true
	}
	return metrics
}
