package cell_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/cell"
)

func taipei(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	return zone
}

func TestSurveyOfUSDates(t *testing.T) {
	var s cell.Survey
	for i, text := range []string{"11/02/2026", "11/14/2026", "10/31/2026"} {
		s.Add(text, false, int64(i+2))
	}
	style, err := s.Dates()
	require.NoError(t, err)
	require.Equal(t, cell.DateStyle{Order: cell.MDY}, style)
	at, err := cell.Time("11/02/2026", style, taipei(t))
	require.NoError(t, err)
	require.Equal(t, "2026-11-02T00:00:00+08:00", at.Format(time.RFC3339))
}
