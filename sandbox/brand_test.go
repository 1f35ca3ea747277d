package sandbox

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var anchor = time.Date(2026, 11, 20, 20, 30, 0, 0, time.UTC) // 04:30 on the 21st in Taipei

func makeBrand(t *testing.T, members, orders int) *brand {
	t.Helper()
	zone, err := time.LoadLocation(zoneName)
	require.NoError(t, err)
	o, err := Options{Dir: t.TempDir(), Members: members, Orders: orders, Now: anchor}.withDefaults()
	require.NoError(t, err)
	return newBrand(o, zone)
}

func TestTheSameSeedMakesTheSameBrand(t *testing.T) {
	require.Equal(t, makeBrand(t, 300, 2000), makeBrand(t, 300, 2000))
}

func TestCountsComeNearTheWantedOnes(t *testing.T) {
	started := time.Now()
	b := makeBrand(t, defaultMembers, defaultOrders)
	t.Logf("made in %s", time.Since(started))
	count := 0
	for shop, orders := range b.orders {
		t.Logf("%s: %d orders", shopNames[shop], len(orders))
		require.Greater(t, len(orders), defaultOrders/6)
		count += len(orders)
	}
	require.InEpsilon(t, defaultOrders, count, .02)
	require.Len(t, b.people, defaultMembers)
}

func TestEveryKindOfOrderOccurs(t *testing.T) {
	b := makeBrand(t, 3000, 20000)
	seen := map[string]int{}
	for _, orders := range b.orders {
		for i := range orders {
			o := &orders[i]
			seen[string(o.state)]++
			who := b.identity(o)
			mark := func(what string, is bool) {
				if is {
					seen[what]++
				}
			}
			mark("guest", o.shop != storeShop && o.account == 0)
			mark("nobody", who == Identity{})
			mark("placeholder", who.Phone == placeholderPhone)
			mark("test", o.test)
			mark("cod", o.payment == payCOD && o.state == StateCompleted)
			mark("full refund", o.refunded() > 0 && o.refunded() == o.total())
			mark("partial refund", o.refunded() > 0 && o.refunded() < o.total())
			mark("twice refunded", len(o.refunds) > 1)
			mark("late refund", len(o.refunds) > 0 && o.refunds[0].at > o.placed+25*day)
			mark("late edit", o.updated > o.placed+100*day)
			mark("many lines", len(o.lines) > 50)
			require.LessOrEqual(t, o.refunded(), o.total())
			require.LessOrEqual(t, o.updated, b.now)
			require.LessOrEqual(t, o.placed, o.updated)
			require.Positive(t, o.total())
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
	for _, orders := range b.orders {
		for i := range orders {
			if who := orders[i].person; who != none {
				if shops[who] == nil {
					shops[who] = map[uint8]bool{}
				}
				shops[who][orders[i].shop] = true
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
	for i := range b.people {
		p := &b.people[i]
		for shop, a := range p.accounts {
			if a.number > 0 {
				join(int32(i), []string{"phone" + spellPhone(p.mobile, third), shopNames[shop] + customerID(shop, a.number)})
			}
		}
	}
	homes := map[int32]map[string]bool{}
	for shop, orders := range b.orders {
		for i := range orders {
			o := &orders[i]
			if o.person == none {
				continue
			}
			who := b.identity(o)
			var keys []string
			if who.Phone != "" {
				keys = append(keys, "phone"+e164(who.Phone))
			}
			if who.CustomerID != "" {
				keys = append(keys, shopNames[shop]+who.CustomerID)
			}
			require.NotEmpty(t, keys)
			join(o.person, keys)
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
	b := makeBrand(t, defaultMembers, defaultOrders)
	days := purchaseDays(b)
	cycle := medianGap(days)
	t.Logf("cycle %.1f days", cycle)
	require.Greater(t, cycle, 10.0)
	require.Less(t, cycle, 70.0)
	today := int(b.now+8*hour) / int(day)
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
		require.Greater(t, now[name], defaultMembers/100, name)
	}
}

// purchaseDays are each person's days with a purchase, ascending.
func purchaseDays(b *brand) map[int32][]int {
	days := map[int32][]int{}
	for _, orders := range b.orders {
		for i := range orders {
			o := &orders[i]
			if o.person == none || !o.listed() || !o.isPaid() || o.state == StateCancelled || o.refunded() >= o.total() {
				continue
			}
			days[o.person] = append(days[o.person], int(o.placed+8*hour)/int(day))
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
