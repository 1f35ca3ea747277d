package coupon

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A file of codes is one campaign's, or of the campaigns of one referral programme.
func TestFilesAreNotShared(t *testing.T) {
	files := Files{}
	require.Empty(t, files.Add(Coupons{}))
	require.Empty(t, files.Add(Coupons{File: "a.csv"}))
	require.Empty(t, files.Add(Coupons{File: "b.csv", Referral: "friends"}))
	require.Empty(t, files.Add(Coupons{File: "b.csv", Referral: "friends"}))
	require.Empty(t, files.Add(Coupons{Referral: "family"}))
	require.Empty(t, files.Add(Coupons{Referral: "family"}))
	for _, wrong := range []Coupons{{File: "a.csv"}, {File: "a.csv", Referral: "friends"}, {File: "b.csv"}, {File: "b.csv", Referral: "family"}} {
		problems := files.Add(wrong)
		require.Len(t, problems, 1, wrong)
		require.Equal(t, "file", problems[0].Key)
	}
	problems := files.Add(Coupons{Referral: "Meine Freunde"})
	require.Len(t, problems, 1)
	require.Equal(t, "referral", problems[0].Key)
}

func TestWhoGetsACode(t *testing.T) {
	require.False(t, Coupons{}.Given())
	require.True(t, Coupons{File: "a.csv"}.Given())
	require.True(t, Coupons{Referral: "friends"}.Given())
	require.True(t, Coupons{Referral: "friends"}.Generated())
	require.False(t, Coupons{File: "a.csv", Referral: "friends"}.Generated())
	require.False(t, Coupons{}.Generated())
}
