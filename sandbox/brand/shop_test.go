package brand

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A changed order stands at one place of each timeline, where it is now.
func TestIndexFollowsChanges(t *testing.T) {
	b := makeBrand(t, 300, 2000)
	shop := b.Shops[WooShop]
	o := shop.Find(shop.Changed[0].Number)
	requireListed := func(changed, withTrash, placed int) {
		t.Helper()
		shop.Index()
		for i, line := range []Timeline{shop.Changed, shop.WithTrash, shop.Placed} {
			found := 0
			for _, m := range line {
				if m.Number == o.Number {
					found++
				}
			}
			require.Equal(t, []int{changed, withTrash, placed}[i], found, i)
			require.IsIncreasing(t, seconds(line))
		}
	}
	o.Updated = b.Now
	requireListed(1, 1, 1)
	require.Equal(t, b.Now, shop.Changed[len(shop.Changed)-1].At)
	require.Equal(t, Timeline{{b.Now, o.Number}}, shop.Changed.Between(b.Now, b.Now+1))
	require.Empty(t, shop.Changed.After(Moment{b.Now, o.Number}))
	o.State = StateTrash
	requireListed(0, 1, 1)
	o.State = StateErased
	requireListed(0, 0, 0)
	require.Nil(t, shop.Find(0))
	require.Nil(t, shop.Find(int32(len(shop.Orders))+1))
}

// seconds are the moments as numbers that grow with each of them.
func seconds(line Timeline) []float64 {
	var all []float64
	for _, m := range line {
		all = append(all, float64(m.At)+float64(m.Number)/1e6)
	}
	return all
}

func TestCustomersAreFoundByNumber(t *testing.T) {
	b := makeBrand(t, 300, 2000)
	for place, shop := range b.Shops {
		require.NotEmpty(t, shop.Accounts)
		for i, person := range shop.Accounts {
			require.EqualValues(t, i+1, b.People[person].Accounts[place].Number)
			require.Same(t, &b.People[person], shop.Customer(int64(i)+1))
		}
		gone := shop.Customer(2)
		gone.Accounts[place] = Account{}
		left := len(shop.Accounts) - 1
		shop.Index()
		require.Nil(t, shop.Customer(2))
		require.NotNil(t, shop.Customer(3))
		require.Len(t, shop.Customers, left)
	}
}

func TestIDs(t *testing.T) {
	b := makeBrand(t, 10, 20)
	for place, want := range []string{"5000000007", "100007", "R00000007"} {
		require.Equal(t, want, b.Shops[place].OrderID(&Order{Number: 7}))
	}
	for place, want := range []string{"7000000007", "17", "M000007"} {
		require.Equal(t, want, b.Shops[place].CustomerID(7))
	}
	require.Equal(t, "M1234567", b.Shops[StoreShop].CustomerID(1234567))
}
