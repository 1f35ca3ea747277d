package derive_test

import (
	"context"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/intake"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

// batch is one load of both shops.
type batch struct {
	orders    []regulars.Order
	customers []regulars.Customer
}

// Whatever loads bring, a derivation after each of them leaves the same tables
// as one derivation after all of them: people join and part, identifiers go in
// and out of quarantine, records change what they say and are deleted.
func TestDeriveByStepsEqualsDeriveOnce(t *testing.T) {
	t.Parallel()
	for _, seed := range prooftest.Seeds(t, 40) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			e, random := openEngine(t), rand.New(rand.NewSource(int64(seed)))
			steps := crowdedBrand(t, "steps")
			steps.HashKey = config.NewSecret("a key of the tests")
			require.NoError(t, derive.SyncSettings(t.Context(), e.DB, steps))
			var past []batch
			for n := range 5 {
				past = append(past, randomBatch(random))
				e.take(t, steps, n, past[n])
				e.derive(t, steps)
				if n%2 == 1 {
					continue
				}

				once := openEngine(t) // a brand of another name has other ids
				require.NoError(t, derive.SyncSettings(t.Context(), once.DB, steps))
				for i, b := range past {
					once.take(t, steps, i, b)
				}
				once.derive(t, steps)
				for _, table := range derivedTables {
					require.NotEmpty(t, once.content(t, table, steps.Name), table)
					require.Equal(t, once.content(t, table, steps.Name), e.content(t, table, steps.Name), "%s after load %d", table, n)
				}
			}
		})
	}
}

// A run that is killed after it wrote orders and before it wrote who is who
// leaves nothing wrong behind.
func TestKilledDerivationStillLinks(t *testing.T) {
	t.Parallel()
	e, random := openEngine(t), rand.New(rand.NewSource(11))
	steps, once := crowdedBrand(t, "steps"), crowdedBrand(t, "once")
	for _, brand := range []*config.Brand{steps, once} {
		require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	}
	for n := range 4 {
		b := randomBatch(random)
		e.take(t, steps, n, b)
		e.take(t, once, n, b)
		e.Break(t, steps, "2025-06-30")
	}
	e.derive(t, steps)
	e.derive(t, once)
	for _, table := range derivedTables {
		require.Equal(t, e.content(t, table, once.Name), e.content(t, table, steps.Name), table)
	}
}

var derivedTables = []string{"identity_records", "identity_edges", "identity_nodes", "members", "member_orders", "stage_intervals"}

func crowdedBrand(t *testing.T, name string) *config.Brand {
	brand := schematest.Brand(t, name)
	brand.Identity.MaxJoined = 2
	brand.Identity.Deny = []string{"p0@example.com"}
	brand.Lifecycle.Cycle = "30"
	return brand
}

func (e *engine) derive(t *testing.T, brand *config.Brand) {
	t.Helper()
	_, err := derive.Run(t.Context(), e.DB, brand, "2025-06-30")
	require.NoError(t, err)
}

func (e *engine) take(t *testing.T, brand *config.Brand, n int, b batch) {
	t.Helper()
	id := fmt.Sprint("load", n)
	l := intake.Load{Brand: brand, Shop: &brand.Shops[n%2], ID: id, ReadAt: time.Now()}
	require.NoError(t, intake.InsertOrders(context.Background(), e.DB, l, b.orders))
	require.NoError(t, intake.InsertCustomers(context.Background(), e.DB, l, b.customers))
	e.Done(t, brand, id)
}

// content is all rows of a brand's table, without what tells brands apart.
func (e *engine) content(t *testing.T, table, brand string) string {
	t.Helper()
	from := table
	if table == "member_orders" || table == "stage_intervals" {
		from = "(SELECT * EXCEPT (version, is_deleted) FROM " + table + " FINAL)"
	}
	return e.Text(t, "SELECT toString(arrayStringConcat(arraySort(groupArray(toString(tuple(* EXCEPT brand)))), '\n')) FROM "+from+" WHERE brand = ?", brand)
}

// randomBatch is of few people with few identifiers, so that they meet.
func randomBatch(random *rand.Rand) batch {
	pick := func(text string, n int) string {
		if random.Intn(2) == 0 {
			return ""
		}
		return fmt.Sprintf(text, random.Intn(n))
	}
	var b batch
	for range 12 {
		o := prooftest.PaidOn(fmt.Sprintf("2025-%02d-%02d", 1+random.Intn(5), 1+random.Intn(28)), fmt.Sprint(random.Intn(30)), pick("c%d", 12), int64(1+random.Intn(500)))
		o.Email, o.Phone, o.LineID, o.Name = pick("p%d@example.com", 10), pick("091234567%d", 10), pick("U%d", 6), pick("name %d", 3)
		o.Cancelled, o.Test, o.Deleted = random.Intn(8) == 0, random.Intn(12) == 0, random.Intn(12) == 0
		b.orders = append(b.orders, o)
	}
	for range 4 {
		at := time.Date(2025, time.Month(1+random.Intn(5)), 1, random.Intn(24), 0, 0, 0, time.UTC)
		b.customers = append(b.customers, regulars.Customer{
			ID: fmt.Sprint("c", random.Intn(12)), Email: pick("p%d@example.com", 10), Phone: pick("091234567%d", 10), Name: pick("name %d", 3),
			City: pick("city %d", 3), RegisteredAt: at, UpdatedAt: at.Add(time.Hour), Deleted: random.Intn(8) == 0,
		})
	}
	return b
}
