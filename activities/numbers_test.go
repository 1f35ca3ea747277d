package activities

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/view"
)

func TestNumbersText(t *testing.T) {
	n := func(v float64) *float64 { return &v }
	require.Empty(t, numbersText(nil, "TWD"))
	require.Equal(t, "### Numbers\n\n| | this date | day before | week before | year before |\n| --- | ---: | ---: | ---: | ---: |\n"+
		"| Orders | 12,345 | 10 | – | 8 |\n| Repeat order rate | 37.5 % | 0.0 % | – | – |\n| Revenue, 28 days | NT$1,234,568 | – | – | – |\n| Members: deep | 7 | – | – | – |\n",
		numbersText([]view.KPI{
			{Metric: "repeat_order_rate", Window: "day", Value: n(.375), PrevDay: n(0)},
			{Metric: "orders", Window: "28d", Value: n(99)},
			{Metric: "stage_deep", Window: "day", Value: n(7)},
			{Metric: "revenue", Window: "28d", Value: n(1234567.5)},
			{Metric: "orders", Window: "day", Value: n(12345), PrevDay: n(10), PrevYear: n(8)},
			{Metric: "revenue", Window: "day"},
		}, "TWD"))
}
