package regulars_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
)

// Words are compared without regard to case and to what stands between their parts.
func TestStatusOf(t *testing.T) {
	for word, want := range map[string]regulars.Status{
		"Completed": regulars.StatusFulfilled, "wc-cancelled": regulars.StatusCancelled, "WC_On-Hold": regulars.StatusUnpaid, " Canceled ": regulars.StatusCancelled,
		"Pending payment": regulars.StatusUnpaid, "PARTIALLY_REFUNDED": regulars.StatusPaid, "Refunded": regulars.StatusRefunded, "voided": regulars.StatusCancelled,
		"checkout-draft": regulars.StatusOpen, "已取消": regulars.StatusCancelled, "已退款": regulars.StatusRefunded, "未付款": regulars.StatusUnpaid, "處理中": regulars.StatusPaid,
		"处理中": regulars.StatusPaid, "已付款": regulars.StatusPaid, "已出貨": regulars.StatusFulfilled, "已完成": regulars.StatusFulfilled, "待付款": regulars.StatusUnpaid, "待出貨": regulars.StatusPaid,
	} {
		got, known := regulars.StatusOf(word, nil)
		require.True(t, known, word)
		require.Equal(t, want, got, word)
	}
	_, known := regulars.StatusOf("awaiting stock", nil)
	require.False(t, known)
	got, known := regulars.StatusOf("Awaiting_Stock", map[string]string{"awaiting stock": "placed"})
	require.True(t, known)
	require.Equal(t, regulars.StatusUnpaid, got)

	keys, meanings := regulars.StatusTable(map[string]string{"PAID": "ignored"})
	require.Len(t, meanings, len(keys))
	for i, key := range keys {
		require.Equal(t, key, regulars.StatusKey(key), "a key is one already")
		if key == "paid" {
			require.Equal(t, "open", meanings[i], "the shop's own word comes first")
		}
	}
}
