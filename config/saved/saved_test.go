package saved_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/audience"
	"regulars/config/saved"
)

// What the console wrote narrows a campaign's audience as a segment of the file does; what
// is none, or says what a segment can't, is refused.
func TestSegment(t *testing.T) {
	segment, err := saved.Segment("vips", "segments:\n  vips:\n    rfm_classes: [rfm_vip]\n    where: revenue > 1000\n")
	require.NoError(t, err)
	require.Equal(t, "revenue > 1000", segment.Where)
	campaign := audience.Audience{Segment: "vips", Where: "purchases > 1"}
	require.Empty(t, campaign.Saved(), "a segment of the file is merged already")
	campaign.ByConsole()
	require.Equal(t, "vips", campaign.Saved())
	require.Empty(t, campaign.NarrowBySaved(segment))
	require.Empty(t, campaign.Saved(), "it was looked up")
	require.Equal(t, []string{"rfm_vip"}, campaign.Classes)
	require.Contains(t, campaign.Where, "purchases > 1")
	require.Contains(t, campaign.Where, "revenue > 1000")
	older, err := saved.Segment("vips", "segments: {vips: {when: in, stages: [active]}}")
	require.NoError(t, err)
	require.Equal(t, []string{"active"}, older.Is, "the older words for who is in a stage")
	for _, text := range []string{"", "segments: {}", "segments: {vips: {}}", "segments: {vips: {enters: [new]}}", "segments: {vips: {nonsense: 1}}", "segments: {vips: {nonsense: 1, where: revenue > 1000}}", "segments: [", "segments: {vips: {segment: other}}"} {
		_, err := saved.Segment("vips", text)
		require.Error(t, err, text)
	}
}
