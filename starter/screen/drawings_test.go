package screen

import (
	"bytes"
	"errors"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"regulars/config"
	"regulars/export"
	"regulars/schema/ledger"
	"regulars/schema/trace"
	"regulars/schema/view"
	"regulars/worker/check"
)

// Whether the exported orders add up to the number is said part by part.
func TestSums(t *testing.T) {
	ten, nine := decimal.NewFromInt(10), decimal.NewFromInt(9)
	figure := trace.Figure{Metric: "aov", Scope: "brand", Window: "day", Date: "2026-11-20"}
	var out bytes.Buffer
	Sums(&out, "o.csv", figure, export.Sums{Rows: 2000, Numerator: ten}, trace.Edition{Numerator: &ten})
	assert.Equal(t, "2,000 rows behind brand aov day, 2026-11-20: o.csv\n✓ the column numerator adds up to 10, as published\n", out.String())
	out.Reset()
	Sums(&out, "o.csv", figure, export.Sums{Rows: 1, Numerator: ten}, trace.Edition{Numerator: &nine})
	assert.Contains(t, out.String(), "✗ the column numerator adds up to 10, published is 9")
	assert.Contains(t, out.String(), "orders have changed since")
}

func TestPreview(t *testing.T) {
	var out bytes.Buffer
	Preview(&out, []ledger.BooksLine{
		{Channel: "line", State: ledger.DeliveryPlanned, Members: 1200}, {State: ledger.DeliveryExcluded, Reason: "no_consent", Members: 34},
	})
	for _, want := range []string{"audience 1,234, 34 left out", "line       1,200  to be sent", "none          34  no consent"} {
		assert.Contains(t, out.String(), want)
	}
}

func TestRejected(t *testing.T) {
	var out bytes.Buffer
	Rejected(&out, nil, true)
	assert.Empty(t, out.String())
	rows := []view.RejectedRow{{Shop: "web", Entity: "orders", Record: "9\x1b[2J", Reason: "no time", Raw: "a\n  b\x1b]0;owned\a\u202e\xff", All: 1200}}
	Rejected(&out, rows, true)
	assert.Equal(t, "\nRejected  1,200 records; the table rejected keeps them\n! shop web, orders 9 [2J: no time\n  a b ]0;owned �\n", out.String())
	out.Reset()
	Rejected(&out, rows, false)
	assert.Equal(t, "\nRejected  1,200 records; the table rejected keeps them\n! shop web, orders 9 [2J: no time\n  starter rejected --raw shows the records as they came\n", out.String())
}

func TestFindings(t *testing.T) {
	var out bytes.Buffer
	findings := []check.Finding{
		{What: "clickhouse", Says: "database regulars"}, {What: "temporal", Says: "queue", Warn: []string{"no worker polls"}}, {What: "shop web", Err: errors.New("HTTP 401")},
	}
	Findings(&out, findings)
	for _, want := range []string{"✓  clickhouse", "!  temporal", "no worker polls", "✗  shop web", "HTTP 401"} {
		assert.Contains(t, out.String(), want)
	}
	assert.Equal(t, 1, check.Failures(findings))
	out.Reset()
	Mistakes(&out, config.Mistakes{{File: "a.yaml", Line: 3, Column: 1, Path: "x", Problem: "p", Remedy: "r"}})
	assert.Equal(t, "a.yaml:3:1  x\n  ✗ p\n  → r\n\n", out.String())
}
