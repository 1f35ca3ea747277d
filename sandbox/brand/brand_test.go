package brand

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var anchor = time.Date(2026, 11, 20, 20, 30, 0, 0, time.UTC) // 04:30 on the 21st in Taipei

// makeBrand makes a brand from another seed at every run, or from SANDBOX_SEED.
func makeBrand(t *testing.T, members, orders int) *Brand {
	t.Helper()
	seed := uint64(time.Now().UnixNano()) % 1_000_000
	if given := os.Getenv("SANDBOX_SEED"); given != "" {
		var err error
		seed, err = strconv.ParseUint(given, 10, 64)
		require.NoError(t, err)
	}
	t.Logf("SANDBOX_SEED=%d", seed)
	return seeded(t, seed, members, orders)
}

func seeded(t *testing.T, seed uint64, members, orders int) *Brand {
	t.Helper()
	b, err := New(Options{Seed: seed, Members: members, Orders: orders, Now: anchor})
	require.NoError(t, err)
	return b
}

func TestTheSameSeedMakesTheSameBrand(t *testing.T) {
	one := makeBrand(t, 300, 2000)
	require.Equal(t, one, seeded(t, one.Seed, 300, 2000))
	require.NotEqual(t, one.People, seeded(t, one.Seed+1, 300, 2000).People)
}

func TestTooFewOrdersAreRefused(t *testing.T) {
	_, err := New(Options{Members: 3, Orders: 2})
	require.ErrorContains(t, err, "too few")
}

func TestCountsComeNearTheWantedOnes(t *testing.T) {
	started := time.Now()
	b := makeBrand(t, DefaultMembers, DefaultOrders)
	t.Logf("made in %s", time.Since(started))
	count := 0
	for _, shop := range b.Shops {
		t.Logf("%s: %d orders", ShopNames[shop.Place], len(shop.Orders))
		require.Greater(t, len(shop.Orders), DefaultOrders/6)
		count += len(shop.Orders)
	}
	require.InEpsilon(t, DefaultOrders, count, .02)
	require.Len(t, b.People, DefaultMembers)
}

func TestEveryKindOfOrderOccurs(t *testing.T) {
	b := makeBrand(t, 3000, 20000)
	seen := map[string]int{}
	for _, shop := range b.Shops {
		for i := range shop.Orders {
			o := &shop.Orders[i]
			seen[string(o.State)]++
			who := b.IdentityOf(o)
			mark := func(what string, is bool) {
				if is {
					seen[what]++
				}
			}
			mark("guest", o.Shop != StoreShop && o.account == 0)
			mark("nobody", who == Identity{})
			mark("placeholder", who.Phone == PlaceholderPhone)
			mark("test", o.Test)
			mark("cod", o.Payment == COD && o.State == StateCompleted)
			mark("full refund", o.Refunded() > 0 && o.Refunded() == o.Total())
			mark("partial refund", o.Refunded() > 0 && o.Refunded() < o.Total())
			mark("twice refunded", len(o.Refunds) > 1)
			mark("late refund", len(o.Refunds) > 0 && o.Refunds[0].At > o.Placed+25*Day)
			mark("late edit", o.Updated > o.Placed+100*Day)
			mark("many lines", len(o.Lines) > 50)
			require.LessOrEqual(t, o.Refunded(), o.Total())
			require.LessOrEqual(t, o.Updated, b.Now)
			require.LessOrEqual(t, o.Placed, o.Updated)
			require.Positive(t, o.Total())
		}
	}
	t.Log(seen)
	for _, what := range []string{"pending", "on-hold", "processing", "completed", "cancelled", "failed", "draft", "trash", "guest", "nobody", "placeholder", "test",
		"cod", "full refund", "partial refund", "twice refunded", "late refund", "late edit", "many lines"} {
		require.Positive(t, seen[what], what)
	}
}

func TestMembersOverlapAcrossShops(t *testing.T) {
	b := makeBrand(t, 3000, 20000)
	shops := map[int32]map[uint8]bool{}
	for _, shop := range b.Shops {
		for i := range shop.Orders {
			if who := shop.Orders[i].Person; who != Nobody {
				if shops[who] == nil {
					shops[who] = map[uint8]bool{}
				}
				shops[who][shop.Orders[i].Shop] = true
			}
		}
	}
	several := 0
	for _, in := range shops {
		if len(in) > 1 {
			several++
		}
	}
	t.Logf("%d of %d buyers bought in several shops", several, len(shops))
	require.Greater(t, several, len(shops)/8)
}

// Identifiers must lead from any order to its person and to nobody else, by
// customer id, mail or phone, over the accounts: then the people are the
// members that should be found.
func TestIdentifiersLeadToOnePerson(t *testing.T) {
	b := makeBrand(t, 1000, 7000)
	owner := map[string]int32{}
	root := map[string]string{}
	var find func(string) string
	find = func(k string) string {
		if root[k] == "" || root[k] == k {
			return k
		}
		return find(root[k])
	}
	join := func(person int32, keys []string) {
		for _, k := range keys {
			if had, ok := owner[k]; ok {
				require.Equal(t, had, person, k)
			}
			owner[k] = person
			root[find(k)] = find(keys[0])
		}
	}
	for i := range b.People {
		p := &b.People[i]
		for shop, a := range p.Accounts {
			if a.Number > 0 {
				join(int32(i), []string{"phone" + SpellPhone(p.Mobile, third), ShopNames[shop] + b.Shops[shop].CustomerID(a.Number)})
			}
		}
	}
	homes := map[int32]map[string]bool{}
	for _, shop := range b.Shops {
		for i := range shop.Orders {
			o := &shop.Orders[i]
			if o.Person == Nobody {
				continue
			}
			who := b.IdentityOf(o)
			var keys []string
			if who.Phone != "" {
				keys = append(keys, "phone"+E164(who.Phone))
			}
			if who.CustomerID != "" {
				keys = append(keys, ShopNames[shop.Place]+who.CustomerID)
			}
			require.NotEmpty(t, keys)
			join(o.Person, keys)
		}
	}
	for k, person := range owner {
		if homes[person] == nil {
			homes[person] = map[string]bool{}
		}
		homes[person][find(k)] = true
	}
	for person, roots := range homes {
		require.Len(t, roots, 1, "person %d falls apart", person)
	}
}

func TestAllStagesOccurAndMembersEnterThemEveryDay(t *testing.T) {
	b := makeBrand(t, DefaultMembers, DefaultOrders)
	days := purchaseDays(b)
	cycle := medianGap(days)
	t.Logf("cycle %.1f days", cycle)
	require.Greater(t, cycle, 10.0)
	require.Less(t, cycle, 70.0)
	today := int(b.Now+8*hour) / int(Day)
	entered := map[string][]int{}
	for back := 1; back <= 14; back++ {
		counts := map[string]int{}
		for _, bought := range days {
			is, was := stage(bought, today-back, cycle), stage(bought, today-back-1, cycle)
			if is != was {
				counts[is]++
			}
		}
		for _, name := range []string{"new", "active", "sleep", "lost", "deep"} {
			entered[name] = append(entered[name], counts[name])
		}
	}
	t.Log("entered per day:", entered)
	for name, counts := range entered {
		require.Positive(t, slices.Min(counts), name)
	}
	now := map[string]int{}
	for _, bought := range days {
		now[stage(bought, today-1, cycle)]++
	}
	t.Log("members per stage:", now)
	for _, name := range []string{"new", "active", "sleep", "lost", "deep"} {
		require.Greater(t, now[name], DefaultMembers/100, name)
	}
}

// purchaseDays are each person's days with a purchase, ascending.
func purchaseDays(b *Brand) map[int32][]int {
	days := map[int32][]int{}
	for _, shop := range b.Shops {
		for i := range shop.Orders {
			o := &shop.Orders[i]
			if o.Person == Nobody || !o.Listed() || !o.IsPaid() || o.State == StateCancelled || o.Refunded() >= o.Total() {
				continue
			}
			days[o.Person] = append(days[o.Person], int(o.Placed+8*hour)/int(Day))
		}
	}
	for _, d := range days {
		slices.Sort(d)
	}
	return days
}

func medianGap(days map[int32][]int) float64 {
	var gaps []int
	for _, d := range days {
		unique := slices.Compact(slices.Clone(d))
		for i := 1; i < len(unique); i++ {
			gaps = append(gaps, unique[i]-unique[i-1])
		}
	}
	slices.Sort(gaps)
	return float64(gaps[len(gaps)/2])
}

// stage is METRICS.md's definition, taken literally; "" before the first purchase.
func stage(days []int, on int, cycle float64) string {
	n3, n6, fresh, any := 0, 0, false, false
	for _, d := range days {
		age := float64(on - d)
		if age < 0 {
			continue
		}
		any = true
		switch {
		case age < 3*cycle:
			n3++
		case age < 6*cycle:
			n6++
		}
		fresh = fresh || age < cycle
	}
	switch {
	case !any:
		return ""
	case n3 >= 2:
		return "active"
	case n3 == 1:
		return "new"
	case n6 >= 2 && !fresh:
		return "sleep"
	case n6 == 1 && !fresh:
		return "lost"
	}
	return "deep"
}
