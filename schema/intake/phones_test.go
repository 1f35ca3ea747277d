package intake

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/identity"
)

// The same digits are another person's in another country, also within one block; who
// was erased is recognised by either reading.
func TestPhonesOfOtherCountries(t *testing.T) {
	brand := &config.Brand{Name: "acme", Zone: time.UTC, Currency: "TWD", Identity: config.Identity{Region: "TW"}}
	l := Load{Brand: brand, Shop: &config.Shop{Name: "web"}, Key: DoorKey("a key of enough characters")}
	var c orderColumns
	for _, country := range []string{"TW", "VN", ""} {
		o := regulars.Order{ID: "o" + country, PlacedAt: time.Unix(0, 0), Currency: "TWD", Phone: "0912 345 678", Country: country}
		require.NoError(t, c.add(l, &o))
	}
	require.Equal(t, []string{"+886912345678", "+84912345678", "+886912345678"}, c.phone)

	for _, erased := range []string{"+84912345678", "+886912345678"} {
		d := Door{load: l, hashes: map[uint64]bool{l.Key.Hash(identity.KindPhone, erased): true}}
		b := d.pass(Block{
			Orders:    []regulars.Order{{ID: "1", Phone: "0912 345 678", Country: "VN"}},
			Customers: []regulars.Customer{{ID: "2", Phone: "0912 345 678", Country: "VN"}},
		})
		require.Empty(t, b.Orders[0].Phone, erased)
		require.NotEqual(t, "0912 345 678", b.Customers[0].Phone, erased)
	}
}
