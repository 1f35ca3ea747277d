package shops

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/sandbox/brand"
)

func BenchmarkWooOrderJSON(b *testing.B) {
	made, err := brand.New(brand.Options{Members: 300, Orders: 2000})
	require.NoError(b, err)
	server := NewWooCommerce(made.Shops[brand.WooShop], "", "")
	var out jsonWriter
	b.ResetTimer()
	for i := range b.N {
		out.buf = out.buf[:0]
		server.writeOrder(&out, server.Find(int32(1+i%400)), "127.0.0.1:1")
	}
}
