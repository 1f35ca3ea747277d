package view_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/view"
)

// What came of a referral programme is of its codes alone: of the member who has a code now,
// and of others who bought with it as they are stored last.
func TestWhatCameOfReferrals(t *testing.T) {
	r := openRows(t)
	r.put("referral_codes (brand, programme, member_id, code, at)",
		"('b', 'friends', 1, 'ANN-1', '2026-11-01 00:00:00'), ('b', 'friends', 10, 'ANN-0', '2026-11-02 00:00:00'), ('b', 'friends', 2, 'BOB-1', '2026-11-01 00:00:00'), ('b', 'family', 1, 'KIN-1', '2026-11-01 00:00:00'), ('b', 'quiet', 9, 'NIL-1', '2026-11-01 00:00:00'), ('b', 'quiet', 8, 'NIL-2', '2026-11-01 00:00:00')",
		"('b', 'friends', 1, 'ANN-1', '2026-11-01 00:00:00')",
		"('other', 'friends', 7, 'EVE-1', '2026-10-01 00:00:00'), ('other', 'theirs', 1, 'ANN-1', '2026-10-01 00:00:00')")
	r.put("identity_nodes (brand, node, member_id)", "('b', 1, 1), ('b', 10, 1), ('b', 2, 2), ('b', 3, 3), ('b', 4, 4), ('b', 9, 0)", "('other', 2, 77), ('other', 9, 1)")
	r.put("orders (brand, shop, order_id, coupons, version)",
		"('b', 'web', 'first', ['ann-1'], 1), ('b', 'web', 'again', ['ANN-0'], 1), ('b', 'web', 'old', ['KIN-1'], 1), ('b', 'store', 'kin', ['KIN-1'], 1), ('b', 'web', 'own', ['ANN-1'], 1), ('b', 'web', 'edited', ['BOB-1'], 1)",
		"('b', 'web', 'edited', [], 2), ('other', 'web', 'first', ['EVE-1'], 1), ('other', 'web', 'plain', ['ANN-1'], 1)")
	r.put("member_orders (brand, member_id, shop, order_id, placed_at, date, is_purchase, seq, revenue, discount, version)",
		"('b', 3, 'web', 'first', '2026-11-10 03:00:00', '2026-11-10', true, 1, 100, 10, 1), ('b', 3, 'web', 'again', '2026-11-12 03:00:00', '2026-11-12', true, 2, 50, 5, 1), ('b', 4, 'store', 'kin', '2026-11-11 03:00:00', '2026-11-11', true, 2, 70, 7, 1)",
		"('b', 1, 'web', 'own', '2026-11-13 03:00:00', '2026-11-13', true, 1, 30, 3, 1), ('b', 4, 'web', 'edited', '2026-11-13 03:00:00', '2026-11-13', true, 3, 30, 3, 1), ('b', 4, 'web', 'old', '2026-10-31 03:00:00', '2026-10-31', true, 1, 30, 3, 1), ('b', 4, 'web', 'plain', '2026-11-14 03:00:00', '2026-11-14', true, 4, 30, 3, 1)",
		"('other', 3, 'web', 'first', '2026-11-10 03:00:00', '2026-11-10', true, 1, 900, 90, 1)",
		"('b', 3, 'web', 'first', '2026-11-10 03:00:00', '2026-11-10', true, 1, 80, 10, 2)")

	sums, err := view.Programmes(t.Context(), r.db, "b")
	require.NoError(t, err)
	require.Equal(t, []view.Programme{
		{Name: "family", Codes: 1, Members: 1, Inviters: 1, Invited: 1, Purchases: 1, Revenue: 70, Discount: 7},
		{Name: "friends", Codes: 3, Members: 2, Inviters: 1, Invited: 1, NewBuyers: 1, Purchases: 2, Revenue: 130, Discount: 15},
		{Name: "quiet", Codes: 2, Members: 2},
	}, sums)

	all := []view.Referral{
		{Date: day("2026-11-12"), Programme: "friends", Inviter: 1, Invitee: 3, Shop: "web", Order: "again", Revenue: 50, Discount: 5},
		{Date: day("2026-11-11"), Programme: "family", Inviter: 1, Invitee: 4, Shop: "store", Order: "kin", Revenue: 70, Discount: 7, Counts: true},
		{Date: day("2026-11-10"), Programme: "friends", Inviter: 1, Invitee: 3, Shop: "web", Order: "first", Revenue: 80, Discount: 10, Counts: true, First: true},
	}
	for _, c := range []struct {
		programme string
		limit     uint64
		want      []view.Referral
	}{{"", 10, all}, {"", 2, all[:2]}, {"friends", 10, []view.Referral{all[0], all[2]}}, {"quiet", 10, nil}} {
		found, err := view.Referrals(t.Context(), r.db, "b", c.programme, c.limit)
		require.NoError(t, err)
		require.Equal(t, c.want, inUTC(found), "%s, %d", c.programme, c.limit)
	}
}

// A shop gets each code once, in the order in which they were given first.
func TestReferralCodesOfAProgramme(t *testing.T) {
	r := openRows(t)
	r.put("referral_codes (brand, programme, member_id, code, at)",
		"('b', 'friends', 1, 'Z', '2026-11-01 00:00:00'), ('b', 'friends', 2, 'B', '2026-11-02 00:00:00'), ('b', 'friends', 3, 'A', '2026-11-02 00:00:00'), ('b', 'friends', 4, 'M', '2026-11-03 00:00:00')",
		"('b', 'friends', 5, 'Z', '2026-11-09 00:00:00'), ('b', 'family', 1, 'K', '2026-11-01 00:00:00'), ('other', 'friends', 1, 'E', '2026-11-01 00:00:00')")
	codes, err := view.ReferralCodes(t.Context(), r.db, "b", "friends")
	require.NoError(t, err)
	require.Equal(t, []string{"Z", "A", "B", "M"}, codes)
}
