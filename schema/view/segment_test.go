package view_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/snapshot"
	"regulars/schema/view"
)

// Every member stands in exactly one segment of a kind, and in the one that
// member_asof says.
func TestSegmentsPartTheMembers(t *testing.T) {
	t.Parallel()
	e := openEngine(t)
	facts := input.Random(rand.New(rand.NewPCG(5, 5)))
	_, to := prooftest.RandomRange(rand.New(rand.NewPCG(6, 6)), facts)
	brand := e.Load(t, "segments", facts)
	require.NoError(t, e.Measure(brand, to, to))
	everyone := e.segment(t, brand, view.Segment{}, to.String())
	require.NotEmpty(t, everyone)

	// From here on the stored rows answer, which are those of the view: to plan the view takes a second each time.
	require.NoError(t, snapshot.Write(t.Context(), e.DB, brand.Name))
	stored, err := snapshot.Members.Current(t.Context(), e.DB, brand.Name, to)
	require.NoError(t, err)
	require.True(t, stored)
	require.Equal(t, everyone, e.segment(t, brand, view.Segment{}, to.String()))
	kinds := map[string][]string{
		"stage": {"prospect", "new", "active", "sleep", "lost", "deep"},
		"aipl":  {"A", "I", "P", "L"},
		"phase": {"acquired", "activated", "growing", "retained", "churned"},
	}
	for kind, values := range kinds {
		seen := map[uint64]string{}
		for _, value := range values {
			segment, err := view.ParseSegment([]string{kind + ":" + value})
			require.NoError(t, err)
			for _, m := range e.segment(t, brand, segment, to.String()) {
				require.Equal(t, value, map[string]string{"stage": m.Stage, "aipl": m.AIPL, "phase": m.LifePhase}[kind])
				require.Empty(t, seen[m.MemberID], "member %d is in two of %s", m.MemberID, kind)
				seen[m.MemberID] = value
			}
		}
		require.Len(t, seen, len(everyone), kind)
	}
	cells := map[[2]string][]uint64{}
	for _, m := range everyone {
		if m.RScore != nil {
			cell := [2]string{fmt.Sprintf("r:%d/f:%d", *m.RScore, *m.FScore), "rfm:" + m.RFMClass[len("rfm_"):]}
			cells[cell] = append(cells[cell], m.MemberID)
		}
	}
	require.NotEmpty(t, cells)
	for cell, members := range cells {
		segment, err := view.ParseSegment(cell[:])
		require.NoError(t, err)
		require.ElementsMatch(t, members, ids(e.segment(t, brand, segment, to.String())), cell)
	}
	segment, err := view.ParseSegment([]string{"top:2:revenue"})
	require.NoError(t, err)
	best := e.segment(t, brand, segment, to.String())
	require.LessOrEqual(t, len(best), 2)
	for _, m := range everyone {
		if len(best) > 0 && m.Purchases > 0 {
			require.GreaterOrEqual(t, best[0].Revenue, m.Revenue)
		}
	}
}

func TestSegmentsAreUnderstoodOrRefused(t *testing.T) {
	t.Parallel()
	segment, err := view.ParseSegment([]string{"stage:sleep", "stage:lost", "rfm:vip", "r:5/m:1", "tag:has a space", "top:10:clv_365d"})
	require.NoError(t, err)
	require.Equal(t, view.Segment{
		Stages: []string{"sleep", "lost"}, Classes: []string{"rfm_vip"}, RScores: []string{"5"}, MScores: []string{"1"},
		Tags: []string{"has a space"}, Top: 10, TopBy: "clv_365d",
	}, segment)
	for _, wrong := range []string{"sleep", "stage:", "stage:asleep", "r:6", "r:5/f:", "top:0:revenue", "top:x:revenue", "top:5:luck", "colour:red", "tag:"} {
		_, err := view.ParseSegment([]string{wrong})
		require.ErrorContains(t, err, wrong)
	}
	_, err = view.ParseSegment([]string{"top:1:revenue", "top:2:revenue"})
	require.Error(t, err)
}

func (e *engine) segment(t *testing.T, brand *config.Brand, s view.Segment, date string) []view.SegmentMember {
	t.Helper()
	var all []view.SegmentMember
	require.NoError(t, view.EachOfSegment(t.Context(), e.DB, brand.Name, regulars.BusinessDate(date), s, func(m view.SegmentMember) error {
		all = append(all, m)
		return nil
	}))
	return all
}

func ids(members []view.SegmentMember) []uint64 {
	all := make([]uint64, len(members))
	for i, m := range members {
		all[i] = m.MemberID
	}
	return all
}
