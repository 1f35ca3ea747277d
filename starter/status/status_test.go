package status

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"

	"regulars/schema/view"
)

func TestNightDate(t *testing.T) {
	require.Equal(t, "2026-11-20", nightDate("tea", "nightly/tea/2026-11-20"))
	for _, other := range []string{"", "n", "nightly/tea", "nightly/coffee/2026-11-20", "by-hand-1"} {
		require.Equal(t, other, nightDate("tea", other), "no night's id")
	}
}

// Each worker's config is named, whether it is the one read here, and why a newer one
// is refused.
func TestWorkerLines(t *testing.T) {
	at := time.Date(2026, 11, 27, 4, 30, 0, 0, time.UTC)
	lines := workerLines([]view.Worker{
		{Identity: "regulars 0.1.0 1@a", Config: "/tea/regulars.yaml", Fingerprint: "aaa", At: at},
		{Identity: "regulars 0.1.0 2@b", Config: "/tea/regulars.yaml", Fingerprint: "bbb", At: at},
		{Identity: "regulars 0.1.0 3@c", Config: "/tea/regulars.yaml", Fingerprint: "bbb", At: at, Refused: "line 3 is no YAML"},
	}, "aaa", time.UTC)
	require.Len(t, lines, 4)
	require.Contains(t, lines[0], "1@a  /tea/regulars.yaml (aaa) since Fri 27 Nov 04:30")
	require.NotContains(t, lines[0], "not the config")
	require.Contains(t, lines[1], "not the config read here (aaa)")
	require.Contains(t, lines[3], "is refused, the worker goes on with the one before: line 3 is no YAML")
}

// A run that failed doesn't get the mark of the date's later certificate.
func TestCertificateWord(t *testing.T) {
	whole, not := view.CertificateRow{Whole: true}, view.CertificateRow{Reasons: []string{"one is missing"}}
	require.Contains(t, certificateWord(enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED, whole, true), "✓")
	for _, run := range []enumspb.WorkflowExecutionStatus{
		enumspb.WORKFLOW_EXECUTION_STATUS_FAILED, enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED, enumspb.WORKFLOW_EXECUTION_STATUS_TIMED_OUT,
	} {
		require.NotContains(t, certificateWord(run, whole, true), "✓")
		require.Contains(t, certificateWord(run, not, true), "one is missing")
	}
	require.Contains(t, certificateWord(enumspb.WORKFLOW_EXECUTION_STATUS_FAILED, view.CertificateRow{}, false), "–")
}

// Rows that are not shown are spoken of, and what waits is shown however old it is.
func TestNoRowIsCutAwayWithoutAWord(t *testing.T) {
	rows := []view.CampaignRow{{Campaign: "a", State: "done"}, {Campaign: "b", State: "done", Held: 3}, {Campaign: "c", State: "held", Open: 2}}
	shown := newest(rows, 1)
	require.Len(t, shown, 2)
	require.Equal(t, "c", shown[1].Campaign)
	require.Len(t, newest(rows, 12), 3)

	var out strings.Builder
	sayMore(&out, 12, 12)
	require.Empty(t, out.String())
	sayMore(&out, 13, 12)
	require.Contains(t, out.String(), "status --all")
}
